import { exp, ln, median } from '../base/index.ts';
import type { Observation } from './observation.ts';
import { groupBy } from './statistics.ts';

/** What one source says of one stack. */
export interface Cell {
  readonly source: string;
  readonly stack: string;
  readonly rows: number;
  /** Median over the rows of ln(measured / modelled). */
  readonly log: number;
}

/** How much longer than modelled a step takes with a stack. */
export interface StackFactor {
  readonly factor: number;
  /** What its own rows say, before it is drawn to the others. */
  readonly own: number;
  /** Share of `own` in the factor's logarithm; the rest is the global one. */
  readonly weight: number;
  readonly sources: number;
  readonly rows: number;
}

export interface FactorTable {
  /** For a stack that was not measured: the median of the stacks' own factors. */
  readonly global: number;
  readonly stacks: ReadonlyMap<string, StackFactor>;
}

type Timed = Pick<Observation, 'source' | 'stack' | 'measured' | 'modelled'>;

/** Rows of a source at which what it says of a stack counts half. */
const HALF_ROWS = 2;
/**
 * Such sources of a stack at which what it says of itself counts half: the ratio of two variances.
 * Sources of one stack scatter by 0.18 (in logarithms), stacks by 0.25 once that is taken out, and
 * (0.18 / 0.25)^2 is a half.
 */
const HALF_SOURCES = 0.5;

export function cellsOf(rows: readonly Timed[]): Cell[] {
  return [...groupBy(rows, ({ source, stack }) => JSON.stringify([source, stack])).values()].map(
    (of) => ({
      source: of[0]!.source,
      stack: of[0]!.stack,
      rows: of.length,
      log: median(of.map(({ measured, modelled }) => ln(measured / modelled))),
    }),
  );
}

/**
 * Factors of the stacks. Of a stack: the median over its sources of each source's median, in
 * logarithms, so that a source counts once. It is drawn to the median of the stacks where little
 * speaks for it: a source with n rows has the evidence e = n / (n + 2), and a stack's own factor the
 * weight E / (E + 1/2), E being the sum over its sources. One source of many rows weighs 2/3.
 *
 * @returns undefined of no cells
 */
export function factorsFrom(cells: readonly Cell[]): FactorTable | undefined {
  if (cells.length === 0) return undefined;
  const stacks = [...groupBy(cells, ({ stack }) => stack)].map(([stack, of]) => ({
    stack,
    of,
    own: median(of.map(({ log }) => log)),
  }));
  const global = median(stacks.map(({ own }) => own));
  return {
    global: exp(global),
    stacks: new Map(
      stacks.map(({ stack, of, own }) => {
        const evidence = of.reduce((sum, { rows }) => sum + rows / (rows + HALF_ROWS), 0);
        const weight = evidence / (evidence + HALF_SOURCES);
        const factor = exp(global + weight * (own - global));
        const rows = of.reduce((sum, cell) => sum + cell.rows, 0);
        return [stack, { factor, own: exp(own), weight, sources: of.length, rows }];
      }),
    ),
  };
}

/** The factors that a set of measured runs says; undefined of none. */
export function estimateFactors(rows: readonly Timed[]): FactorTable | undefined {
  return factorsFrom(cellsOf(rows));
}

export function factorFor(table: FactorTable, stack: string): number {
  return table.stacks.get(stack)?.factor ?? table.global;
}
