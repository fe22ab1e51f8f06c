import type { Figure, Recorder } from '../base/index.ts';

/** Computes a table of figures in order, so that a later formula may name an earlier figure. */
export function planFigures<Name extends string>(
  table: Readonly<Record<Name, Figure>>,
  rec: Recorder,
): Record<Name, number> {
  const values: Partial<Record<Name, number>> = {};
  for (const name in table) values[name] = rec.figure(name, table[name]);
  return values as Record<Name, number>;
}
