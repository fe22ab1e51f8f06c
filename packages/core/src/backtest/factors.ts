import { exp, ln, median } from '../base/index.ts';
import type { Observation } from './observation.ts';
import { groupBy } from './statistics.ts';

/** What one source says about one stack. */
export interface Cell {
  readonly source: string;
  readonly stack: string;
  readonly rows: number;
  /** Median over the rows of ln(measured / modelled). */
  readonly log: number;
}

/** How much longer a step takes with a stack than modelled. */
export interface StackFactor {
  readonly factor: number;
  /** The factor from its own rows, before shrinkage towards the others. */
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

/** Number of rows at which a source's evidence about a stack has half its full weight. */
const HALF_ROWS = 2;
/**
 * Number of such sources at which a stack's own factor has half its full weight: the ratio of two variances.
 * Sources of one stack scatter by 0.18 (in logarithms), stacks by 0.25 once that is removed, and (0.18 /
 * 0.25)^2 is a half.
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
 * Factors of the stacks. The factor of a stack is the median over its sources of each source's median, in
 * logarithms, so that a source counts once. It is shrunk towards the median of the stacks if there is little
 * evidence: a source with n rows has evidence e = n / (n + 2), and a stack's own factor has weight E / (E +
 * 1/2), where E is the sum over its sources. One source with many rows weighs 2/3.
 *
 * @returns undefined if there are no cells
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

/** The factors estimated from a set of measured runs; undefined if there are none. */
export function estimateFactors(rows: readonly Timed[]): FactorTable | undefined {
  return factorsFrom(cellsOf(rows));
}

export function factorFor(table: FactorTable, stack: string): number {
  return table.stacks.get(stack)?.factor ?? table.global;
}
