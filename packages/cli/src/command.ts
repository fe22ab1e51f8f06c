import type { Io } from './io.ts';
import type { Paint } from './text/paint.ts';

/** One option of a command. */
export interface Option {
  /** `values` takes all that follows it up to the next option. */
  readonly kind: 'flag' | 'text' | 'list' | 'values' | 'integer' | 'number';
  /** One letter that stands for its name: `f` makes `-f` of `--follow`. */
  readonly short?: string;
  /** What stands for its value in the help (`N`, `FILE`); flags have none. */
  readonly value?: string;
  readonly summary: string;
  readonly default?: number;
  /** Least value of a number. */
  readonly least?: number;
  readonly most?: number;
}

export type Options = Readonly<Record<string, Option>>;

/** What was typed after the command's name, checked against its options. */
export interface Arguments {
  readonly operands: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly texts: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, readonly string[]>>;
  /** Given or default. */
  readonly numbers: Readonly<Record<string, number>>;
}

/** Everything a command works with. */
export interface Context {
  readonly io: Io;
  readonly args: Arguments;
  readonly paint: Paint;
}

export interface Command {
  readonly name: string;
  /** One line, no full stop. */
  readonly summary: string;
  /** What comes after the name: `FILE [PATH]`. */
  readonly operands: readonly Operand[];
  readonly options: Options;
  /** Further sentences for the command's own help. */
  readonly about?: string;
  /** With `--json`, prints one JSON value a line as things happen, its problems too. */
  readonly isStream?: boolean;
  /** Left out of the help: other programs call it. */
  readonly isHidden?: boolean;
  /** @returns the exit code */
  readonly run: (context: Context) => Promise<number>;
}

export interface Operand {
  readonly name: string;
  readonly optional?: boolean;
}

/** The factory file that most commands take. */
export const FILE: Operand = { name: 'FILE' };

/** Options of every command. */
export const COMMON: Options = {
  json: { kind: 'flag', summary: 'Print the result as JSON' },
  'no-color': { kind: 'flag', summary: 'Print without colour' },
  help: { kind: 'flag', short: 'h', summary: 'Print this help' },
};

/** Options of the commands that read a factory file. */
export const EDITS: Options = {
  set: {
    kind: 'list',
    value: 'PATH=VALUE',
    summary: 'Change a value for this call, or remove it (PATH=); repeatable',
  },
};

/** For commands that work on one run of the file. */
export const RUN: Options = {
  run: { kind: 'text', value: 'NAME', summary: 'The run (default: the first of the file)' },
};

/** For commands that simulate a run. */
export const LIVES: Options = {
  ...RUN,
  with: {
    kind: 'text',
    value: 'RUN,…',
    summary: 'Other runs to live beside it; services always do',
  },
  seed: { kind: 'integer', value: 'N', summary: 'Which lives', default: 7 },
  days: {
    kind: 'number',
    value: 'N',
    summary:
      'Virtual time of each life; 54, or to the end of the run if that is earlier, when left out',
    least: 0.01,
    most: 3650,
  },
};
