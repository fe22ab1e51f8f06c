import type { Plain, Recorder, Seconds } from '../../base/index.ts';
import type { MoeFit } from '../../facts/index.ts';
import { groupedGemmTime } from './gemm.ts';
import { type ExpertsShape, noteShape } from './moe.ts';

/**
 * Backward time of the experts that one GPU holds. Derived, not measured: gradients of inputs and of weights
 * are the forward grouped GEMMs with their sides exchanged (a weight gradient sums over the rows of its
 * expert), at the constants of the forward kernels. Rows are permuted and combined as often as in the forward
 * pass; the activation reads its inputs again and writes their gradients.
 *
 * With a recorder it writes the notes `perExpert`, `width`, one set for each of the four products,
 * `products`, `traffic` and `time`; the scope must hold the aliases of `moeExpertsTime`.
 */
export function moeExpertsBackwardTime(
  { rows, groups, hidden, inter, up }: ExpertsShape,
  fit: Plain<MoeFit>,
  rec?: Recorder,
): Seconds {
  const sizes: Sizes = { perExpert: rows / groups, width: up * inter, hidden, inter };
  if (rec) noteShape(sizes.perExpert, sizes.width, rec);
  let apart = 0;
  for (const [name, m, n, k] of PRODUCTS) {
    const part = rec?.within(name, {
      ...{ groups: 'groups', fit: 'fit.gemm' },
      ...{ m: idOf(m, rec), n: idOf(n, rec), k: idOf(k, rec) },
    });
    apart += groupedGemmTime({ groups, m: sizes[m], n: sizes[n], k: sizes[k] }, fit.gemm, part);
  }
  const work = 2 * fit.gemm.flopPerMac * rows * hidden * inter * (up + 1);
  const products = Math.max(apart, work / fit.sustained);
  const traffic =
    fit.activationBytes * rows * (3 * hidden + (2 * up + 1) * inter) +
    fit.tokenBytes * rows * hidden;
  const time = fit.launch + products + traffic / fit.bandwidth;
  if (rec) explain(products, traffic, time, rec);
  return time;
}

type Sizes = Readonly<Record<'perExpert' | 'width' | 'hidden' | 'inter', number>>;
type Product = readonly [name: string, m: keyof Sizes, n: keyof Sizes, k: keyof Sizes];

const PRODUCTS: readonly Product[] = [
  ['downInput', 'perExpert', 'inter', 'hidden'],
  ['upInput', 'perExpert', 'hidden', 'width'],
  ['downWeight', 'inter', 'hidden', 'perExpert'],
  ['upWeight', 'hidden', 'width', 'perExpert'],
];

/** Sizes noted by this function are in its own scope; the others are already aliases. */
function idOf(size: keyof Sizes, rec: Recorder): string {
  return size === 'perExpert' || size === 'width' ? rec.id(size) : size;
}

function explain(products: number, traffic: number, time: number, rec: Recorder): void {
  const apart = PRODUCTS.map(([name]) => `${name}.time`);
  rec.derive('products', {
    label: 'Grouped GEMMs of the gradients',
    unit: 'ms',
    value: products,
    formula:
      `max(${apart.join(' + ')},` +
      ' 2 * fit.gemm.flopPerMac * rows * hidden * inter * (up + 1) / fit.sustained)',
  });
  rec.derive('traffic', {
    label: 'Memory traffic around the grouped GEMMs',
    unit: 'MB',
    value: traffic,
    formula:
      'fit.activationBytes * rows * (3 * hidden + (2 * up + 1) * inter)' +
      ' + fit.tokenBytes * rows * hidden',
  });
  rec.derive('time', {
    label: 'Expert time, backward',
    unit: 'ms',
    value: time,
    formula: 'fit.launch + products + traffic / fit.bandwidth',
    reason: 'Not measured: the forward constants on the shapes of the gradients.',
  });
}
