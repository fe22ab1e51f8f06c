import type { Paint } from './paint.ts';
import { hang } from './wrap.ts';

const COLUMN = 16;

/** A heading and, under it, one labelled line per fact. */
export function facts(
  heading: string,
  rows: readonly (readonly [label: string, text: string])[],
  paint: Paint,
): string[] {
  return [
    paint('bold', heading),
    ...rows.flatMap(([label, text]) => hang(`  ${label}`, text, COLUMN, paint.width)),
  ];
}
