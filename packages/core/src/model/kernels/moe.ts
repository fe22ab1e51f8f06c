import type { Plain, Recorder, Seconds } from '../../base/index.ts';
import type { MoeFit } from '../../facts/index.ts';
import { groupedGemmTime } from './gemm.ts';

/**
 * Forward time of the experts that one GPU holds, with `rows` token copies spread evenly over its `groups`
 * experts: sorting and permuting the copies, two grouped GEMMs with the activation between them, and
 * unpermuting. `up` is how many matrices lead from `hidden` to `inter`: 2 for gated experts, 1 for others.
 * Each copy arrives and each result leaves separately, as in an all-to-all.
 *
 * With a recorder it writes the notes `perExpert`, `width`, `upward.*`, `downward.*`, `products`, `traffic`
 * and `time`; the scope must hold the aliases `rows`, `groups`, `hidden`, `inter`, `up` and `fit`.
 */
export function moeExpertsTime(shape: ExpertsShape, fit: Plain<MoeFit>, rec?: Recorder): Seconds {
  const arrived = { tokens: shape.rows, copies: shape.rows };
  return moeLayerTime(shape, arrived, fit, rec);
}

/** What the experts of one GPU work on. */
export interface ExpertsShape {
  readonly rows: number;
  readonly groups: number;
  readonly hidden: number;
  readonly inter: number;
  readonly up: number;
}

/**
 * Like `moeExpertsTime`, but more may arrive than this GPU works on: an inference rank gets all `tokens` in
 * all their `copies`, drops those for experts elsewhere and writes a row for each token.
 */
export function moeLayerTime(
  shape: ExpertsShape,
  arrived: { readonly tokens: number; readonly copies: number },
  fit: Plain<MoeFit>,
  rec?: Recorder,
): Seconds {
  const { rows, groups, hidden, inter, up } = shape;
  const perExpert = rows / groups;
  const width = up * inter;
  if (rec) noteShape(perExpert, width, rec);
  const part = (name: string, n: string, k: string) =>
    rec?.within(name, {
      ...{ groups: 'groups', m: rec.id('perExpert') },
      ...{ n: n === 'width' ? rec.id(n) : n, k, fit: 'fit.gemm' },
    });
  const upward = part('upward', 'width', 'hidden');
  const first = groupedGemmTime({ groups, m: perExpert, n: width, k: hidden }, fit.gemm, upward);
  const downward = part('downward', 'hidden', 'inter');
  const second = groupedGemmTime({ groups, m: perExpert, n: hidden, k: inter }, fit.gemm, downward);
  const products = Math.max(
    first + second,
    (fit.gemm.flopPerMac * rows * hidden * inter * (up + 1)) / fit.sustained,
  );
  const traffic =
    fit.activationBytes * rows * (3 * hidden + (up + 1) * inter) +
    fit.tokenBytes * arrived.tokens * hidden;
  const time = fit.launch + products + traffic / fit.bandwidth + fit.routing * arrived.copies;
  if (rec) explain(products, traffic, time, rec);
  return time;
}

/** Whether the tokens per expert lie outside what the constants were fitted to. */
export function moeExtrapolated(rowsPerExpert: number, fit: Plain<MoeFit>): boolean {
  const span = fit.measured.rowsPerExpert;
  return rowsPerExpert < span.least || rowsPerExpert > span.most;
}

/** Notes the rows of one expert and the width of its upward product. */
export function noteShape(perExpert: number, width: number, rec: Recorder): void {
  rec.derive('perExpert', {
    label: 'Token copies for one expert',
    unit: '1',
    value: perExpert,
    formula: 'rows / groups',
  });
  rec.derive('width', {
    label: 'Width of the upward product',
    unit: '1',
    value: width,
    formula: 'up * inter',
  });
}

function explain(products: number, traffic: number, time: number, rec: Recorder): void {
  rec.derive('products', {
    label: 'Grouped GEMMs of the experts',
    unit: 'ms',
    value: products,
    formula:
      'max(upward.time + downward.time,' +
      ' fit.gemm.flopPerMac * rows * hidden * inter * (up + 1) / fit.sustained)',
  });
  rec.derive('traffic', {
    label: 'Memory traffic around the grouped GEMMs',
    unit: 'MB',
    value: traffic,
    formula:
      'fit.activationBytes * rows * (3 * hidden + (up + 1) * inter)' +
      ' + fit.tokenBytes * rows * hidden',
  });
  rec.derive('time', {
    label: 'Expert time, forward',
    unit: 'ms',
    value: time,
    formula: 'fit.launch + products + traffic / fit.bandwidth + fit.routing * rows',
  });
}
