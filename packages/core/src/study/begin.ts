import { failed, ok, type Problem, type Result } from '../base/index.ts';
import { type Wanted, type Wishes, withProposals, writeFactory } from '../factory/index.ts';
import { planText } from './factory-text.ts';

/** Answers to the questions of a new factory file; for one that is left out there is a proposal. */
export interface BeginRequest extends Wishes {
  readonly gpu?: string | undefined;
  readonly gpus?: string | undefined;
  readonly model?: string | undefined;
  readonly tokens?: string | undefined;
}

/** A new factory file. */
export interface NewFactory {
  readonly text: string;
  /** The answers, with the proposals that were taken. */
  readonly wanted: Wanted;
}

type Answer = keyof Wanted | 'start' | 'name';

/** Where the answer to a question stands in the file that is written. */
const PATHS: Readonly<Record<Answer, RegExp>> = {
  gpu: /^hardware\b/,
  gpus: /^fleet\b/,
  // If nothing fits the GPU, the model is to blame rather than the tokens.
  model: /^runs\.train(?:\.model)?$/,
  tokens: /^runs\.train\.tokens$/,
  start: /^schedule\b/,
  name: /^name$/,
};

/** Writes a new factory file that can be planned. Problems: those of the file, each at the answer that is to blame. */
export function beginFactory({ start, name, file, ...known }: BeginRequest): Result<NewFactory> {
  const wanted = withProposals(known);
  const text = writeFactory(wanted, { start, name, file });
  const planned = planText({ text });
  return planned.ok ? ok({ text, wanted }) : failed(...planned.problems.map(inAnswer));
}

/** No person wrote the text, so a problem is at the answer, not at a line. */
function inAnswer({ at: _, edits: _edits, path = '', ...problem }: Problem): Problem {
  const key = (Object.keys(PATHS) as Answer[]).find((each) => PATHS[each].test(path));
  return { ...problem, ...(key ? { path: key } : {}) };
}
