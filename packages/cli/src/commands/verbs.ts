import type { Context, Operand, Options } from '../command.ts';

/** A run by its name, as `ls` shows it. */
export const RUN_NAME: Operand = { name: 'RUN' };

/** For commands that print what comes. */
export const FOLLOW: Options = {
  follow: { kind: 'flag', short: 'f', summary: 'Go on as more comes, until the run is over' },
};

/** For commands that ask before they do something. */
export const YES: Options = { yes: { kind: 'flag', short: 'y', summary: 'Do it without asking' } };

/** For orders, each of which is recorded. */
export const ORDER: Options = {
  ...YES,
  why: { kind: 'text', value: 'TEXT', summary: 'Why, to be recorded with the order' },
};

/** Whether to give an order. Without a terminal there is nobody to ask: what was typed is what is wanted. */
export async function isWanted({ io, args }: Context, question: string): Promise<boolean> {
  if (args.flags.has('yes') || args.flags.has('json') || !io.ask) return true;
  return isYes(await io.ask(`${question} [y/N] `));
}

export function isYes(answer: string | undefined): boolean {
  return /^y(es)?$/i.test(answer?.trim() ?? '');
}
