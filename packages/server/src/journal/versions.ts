import { PROGRAM_VERSION, type Problem } from '@gigafactory/core/base';

/** What a database says of who wrote it last. */
export interface WrittenBy {
  /** Of its tables. */
  readonly layout: number;
  /** Version of the program; empty if it does not say so. */
  readonly program: string;
}

/**
 * Why this program does not read a database: a newer one may mean by a line what this one does not know.
 * Undefined if it reads it. Code: `journal.newer`.
 */
export function newerProblem(
  where: string,
  { layout, program }: WrittenBy,
  known: number,
): Problem | undefined {
  if (layout <= known && !isNewer(program, PROGRAM_VERSION)) return undefined;
  const by = program === '' ? 'a newer version' : `version ${program}`;
  const message = `The journal database ${where} was written by ${by} of Gigafactory (layout ${layout}); this is version ${PROGRAM_VERSION}, which reads layout ${known} and older. Install that version again, or use another folder.`;
  return { code: 'journal.newer', message };
}

/** Compares two versions `1.2.3`; what follows the three numbers does not count. */
function isNewer(version: string, than: string): boolean {
  const [ours, theirs] = [numbersOf(than), numbersOf(version)];
  const first = theirs.findIndex((part, index) => part !== ours[index]);
  return first >= 0 && theirs[first]! > ours[first]!;
}

function numbersOf(version: string): number[] {
  const [, ...parts] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  return [0, 1, 2].map((index) => Number(parts[index] ?? 0));
}
