import { type Cell, cellsOf, type FactorTable, factorFor, factorsFrom } from './factors.ts';
import type { Observation, Predictions } from './observation.ts';
import { groupBy } from './statistics.ts';

type Row = Pick<Observation, 'source' | 'stack' | 'modelKey' | 'measured' | 'modelled'>;

/**
 * Out of sample for an unseen source: each row is predicted with factors estimated only from the other
 * sources. This is the error that users should expect for their own runs.
 */
export function predictNewSource(rows: readonly Row[]): Predictions {
  const cells = cellsOf(rows);
  const tables = new Map<string, FactorTable | undefined>();
  return rows.map(({ source, stack, modelled }) => {
    if (!tables.has(source)) {
      tables.set(source, factorsFrom(cells.filter((cell) => cell.source !== source)));
    }
    const table = tables.get(source);
    return table && modelled * factorFor(table, stack);
  });
}

/**
 * Out of sample for a new model of a known source: each row is predicted with factors estimated from all rows
 * except those of its source and model. A weaker test than `predictNewSource`, because other models of the
 * source reveal how it measures.
 */
export function predictKnownSource(rows: readonly Row[]): Predictions {
  const cells = cellsOf(rows);
  const bySource = groupBy(rows, ({ source }) => source);
  const tables = new Map<string, FactorTable | undefined>();
  return rows.map(({ source, stack, modelKey, modelled }) => {
    const key = JSON.stringify([source, modelKey]);
    if (!tables.has(key)) {
      const rest = bySource.get(source)!.filter((row) => row.modelKey !== modelKey);
      tables.set(key, factorsFrom(replaced(cells, source, cellsOf(rest))));
    }
    const table = tables.get(key);
    return table && modelled * factorFor(table, stack);
  });
}

/** The cells with those of one source replaced; those of the other sources stay as estimated. */
function replaced(cells: readonly Cell[], source: string, by: readonly Cell[]): Cell[] {
  return [...cells.filter((cell) => cell.source !== source), ...by];
}
