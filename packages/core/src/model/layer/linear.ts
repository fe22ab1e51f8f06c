import type { Recorder } from '../../base/index.ts';
import type { JobKernels } from '../job.ts';
import { type GemmShape, gemmTime } from '../kernels/index.ts';

/** Forward and backward time of one part of a layer, s. */
export interface ForwardBackward {
  readonly forward: number;
  readonly backward: number;
}

/** Formulas for the sizes of a linear layer, for their notes. */
export interface LinearFormulas {
  readonly label: string;
  readonly m: string;
  readonly n: string;
  readonly k: string;
}

/**
 * A linear layer with input (m x k) and weight (k x n): one matrix product forward, two backward (the
 * gradient of the input, and that of the weight, which is added to the sum over micro-batches).
 *
 * With a recorder it notes the shape, the three products and their sums; the scope must hold the alias
 * `kernels`.
 */
export function linearTime(
  shape: GemmShape,
  { gemm, weightGradient }: JobKernels,
  rec?: Recorder,
  formulas?: LinearFormulas,
): ForwardBackward {
  const { m, n, k } = shape;
  if (rec && formulas) noteShape(shape, formulas, rec);
  const part = (name: string, fit: string, rows: string, columns: string, depth: string) =>
    rec?.within(name, {
      m: rec.id(rows),
      n: rec.id(columns),
      k: rec.id(depth),
      fit: `kernels.${fit}`,
    });
  const forward = gemmTime(shape, gemm, part('product', 'gemm', 'm', 'n', 'k'));
  const input = gemmTime({ m, n: k, k: n }, gemm, part('inputGradient', 'gemm', 'm', 'k', 'n'));
  const weight = gemmTime(
    { m: k, n, k: m },
    weightGradient,
    part('weightGradient', 'weightGradient', 'k', 'n', 'm'),
  );
  const backward = input + weight;
  if (rec && formulas) noteSums(formulas.label, forward, backward, rec);
  return { forward, backward };
}

/** Notes `forward` and `backward` of a part that is a sum of other parts. */
export function noteWays(
  label: string,
  time: ForwardBackward,
  parts: readonly string[],
  rec: Recorder,
): void {
  for (const way of ['forward', 'backward'] as const) {
    rec.derive(way, {
      label: `${label}, ${way}`,
      unit: 'ms',
      value: time[way],
      formula: parts.map((part) => `${part}.${way}`).join(' + '),
    });
  }
}

function noteShape(shape: GemmShape, formulas: LinearFormulas, rec: Recorder): void {
  for (const [name, what] of [
    ['m', 'rows'],
    ['n', 'columns'],
    ['k', 'depth'],
  ] as const) {
    rec.derive(name, {
      label: `${formulas.label}: ${what}`,
      unit: '1',
      value: shape[name],
      formula: formulas[name],
    });
  }
}

function noteSums(label: string, forward: number, backward: number, rec: Recorder): void {
  rec.derive('forward', {
    label: `${label}, forward`,
    unit: 'ms',
    value: forward,
    formula: 'product.time',
  });
  rec.derive('backward', {
    label: `${label}, backward`,
    unit: 'ms',
    value: backward,
    formula: 'inputGradient.time + weightGradient.time',
  });
}
