import type { Problem } from '@gigafactory/core/base';

/** The program's exit codes. */
export const EXIT = { ok: 0, fails: 1, badInput: 2, notFinished: 3, internal: 70 } as const;

/** Signals that stop the program, with the exit code that shells give them: 128 plus the signal's number. */
export const STOPS = { SIGINT: 130, SIGTERM: 143 } as const;
export type StopSignal = keyof typeof STOPS;

/** A command was interrupted before it was done. */
export class Stopped extends Error {
  readonly signal: StopSignal;

  constructor(signal: StopSignal) {
    super(`stopped by ${signal}`);
    this.name = 'Stopped';
    this.signal = signal;
  }
}

/** A user's mistake; ends the command with its problems printed and exit code 2. */
export class InputError extends Error {
  readonly problems: readonly Problem[];
  /** The file with the problems, as the user named it. */
  readonly file: string;

  constructor(problems: readonly Problem[], file = '') {
    super(problems[0]?.message ?? 'bad input');
    this.name = 'InputError';
    this.problems = problems;
    this.file = file;
  }
}

/** An `InputError` with one problem that is not in a file. */
export function inputError(code: string, message: string, nearest?: string): InputError {
  return new InputError([{ code, message, ...(nearest === undefined ? {} : { nearest }) }]);
}
