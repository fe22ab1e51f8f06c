import { assemble } from '../assembler.ts';
import type { Sizes } from '../sizes.ts';
import { attend } from './attention.ts';
import { multiply } from './multiply.ts';
import { gate, norm, place } from './rows.ts';

/**
 * The kernels of a decoder of these sizes. Addresses and strides are bytes, all rows are padded with zeros.
 * A number is summed in one order, however many rows are computed together: lane by lane along a row, then the lanes.
 */
export function assembleKernels(sizes: Sizes): Uint8Array<ArrayBuffer> {
  const { hidden, attended, feedForward } = sizes;
  return assemble({
    norm: norm(sizes),
    project: multiply({ inputs: hidden, outputs: sizes.projected }),
    place: place(sizes),
    attend: attend(sizes),
    mix: multiply({ inputs: attended, outputs: hidden, adds: true }),
    widen: multiply({ inputs: hidden, outputs: 2 * feedForward }),
    gate: gate(sizes),
    narrow: multiply({ inputs: feedForward, outputs: hidden, adds: true }),
    foretell: multiply({ inputs: hidden, outputs: sizes.vocabulary }),
  });
}
