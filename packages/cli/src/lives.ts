import type { Context } from './command.ts';

/** The requested lives: the options of `LIVES`. */
export interface LivesInput {
  readonly run?: string;
  readonly with?: readonly string[];
  readonly seed: number;
  /** By default 54, or to the end of the run if that is earlier. */
  readonly days?: number;
}

export function readLives({ args }: Context): LivesInput {
  const { run, with: beside } = args.texts;
  const { days } = args.numbers;
  return {
    seed: args.numbers['seed']!,
    ...(days === undefined ? {} : { days }),
    ...(run === undefined ? {} : { run }),
    ...(beside === undefined ? {} : { with: namesOf(beside) }),
  };
}

/** `a, b` as its names. */
export function namesOf(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
