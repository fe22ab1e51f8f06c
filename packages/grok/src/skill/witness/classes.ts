import { OPERATIONS } from '../call/call.ts';

/** What the witness tells apart: each figure and each place by its code, and the operations that have neither. */
export function classesOf(written: string): string[] {
  const [, operation = 'none'] = /^\{"(\w+)"/.exec(written) ?? [];
  if (operation === 'explain') return [/:" ?([^"]*)"/.exec(written)?.[1] ?? ''];
  if (operation !== 'plan') return [operation];
  const places = [...written.matchAll(/" ?(Set\w+)" ?:/g)].map(([, code]) => code!);
  return places.length > 0 ? places : ['plan'];
}

/** The operation that a class belongs to. */
export function operationOf(name: string): string {
  if (/^Set[A-Z]/.test(name)) return 'plan';
  return /^[A-Z]/.test(name) ? 'explain' : name;
}

/** The call before, as the head is shown it: one number for each, 1 where it is that. */
export const BEFORE: readonly string[] = ['', ...OPERATIONS];

/** Where the operation of the call before stands in `BEFORE`. */
export function beforeOf(before: string | undefined): number {
  return Math.max(
    0,
    BEFORE.findIndex((name) => name === (before ?? '').split(' ')[0]),
  );
}
