import { type Known, pow } from '../../base/index.ts';
import { cite } from '../sources.ts';
import type { Silicon } from './scale.ts';

/**
 * How far a step may be from the time given by kernels scaled to a GPU, as a factor of 1 with a range. It
 * comes on top of the error that the model has with measured kernels.
 */
function doubt(low: number, high: number, about: Omit<Known, 'value' | 'unit' | 'range'>): Known {
  return { value: 1, unit: '1', range: [low, high], ...about };
}

/** What the kernels of a GPU rest on, from near to far. */
export const KERNEL_DOUBTS = {
  /** The die that was measured, with other memory or links. */
  sameDie: doubt(0.9, 1.1, {
    provenance: 'assumed',
    source: {
      title: 'docs/backtest.md',
      locator: 'median measured over predicted of siblings: 0.92 (B300) to 0.97 (H200)',
    },
    reason:
      'Kernels measured on the same die, scaled to other memory, links or power. For such siblings the backtest is off by up to a tenth.',
  }),
  /** Another GPU of the same maker for data centres. */
  sameMaker: doubt(0.83, 1.2, {
    provenance: 'assumed',
    source: {
      title: 'Backtest with the kernels of each measured GPU scaled from its neighbours',
      locator: 'validation/training-runs/scaled.test.ts',
    },
    reason:
      'Kernels of another GPU of this maker, scaled by data sheet. Steps on A100, H100, B200 and GB200 by kernels scaled from each other lie between 0.83 and 1.2 times those by their own kernels.',
  }),
  /** Another architecture, or peaks of unknown silicon. */
  otherSilicon: doubt(0.83, 2, {
    provenance: 'assumed',
    source: cite('mi300xTraining', 'an H200 trains an 8B model 1.32 times as fast as an MI300X'),
    alternatives: [
      {
        value: 80.3 / 51.4,
        unit: '1',
        provenance: 'measured',
        source: cite('mlEngineering', 'share of the bf16 peak: H100 80.3 %, MI300X 51.4 %'),
      },
      {
        value: 80.3 / 60.4,
        unit: '1',
        provenance: 'measured',
        source: cite('mlEngineering', 'share of the bf16 peak: H100 80.3 %, MI325X 60.4 %'),
      },
    ],
    reason:
      'Kernels of another architecture, or for peaks that the file states, scaled by data sheet as if they reached the same share of the peak. An MI300X reaches two thirds of that share in products, and its training step is 1.8 times as long as one scaled from the H100.',
  }),
  /** A processor on which nothing was measured. */
  anyProcessor: doubt(0.3, 4, {
    provenance: 'assumed',
    reason:
      'The processor of another machine, with nothing else on it: cores of laptops and servers differ by several times, and a busy machine by its load.',
  }),
  /** A processor of which products and memory were measured. */
  measuredProcessor: doubt(0.6, 1.6, {
    provenance: 'assumed',
    source: cite('calibration', 'docs/calibration.md, Predicted and measured'),
    reason:
      'Products and element-wise operations were measured on this machine; how a compiled step uses its caches, and what else runs beside it, were not.',
  }),
} as const satisfies Readonly<Record<string, Known>>;

/** Peaks that differ by less are those of one die, rounded. */
const SAME_PEAK = 0.005;

/** The doubt in kernels scaled from one GPU to figures that a file states instead. */
export function doubtOf(from: Silicon, to: Silicon): Known {
  const apart = (a?: Known, b?: Known) => Math.abs((b?.value ?? 0) / (a?.value ?? 1) - 1);
  const other =
    apart(from.bf16, to.bf16) > SAME_PEAK ||
    (from.fp8 !== undefined && apart(from.fp8, to.fp8) > SAME_PEAK);
  const kernels = other ? KERNEL_DOUBTS.otherSilicon : KERNEL_DOUBTS.sameDie;
  const power = to.tdp.value / from.tdp.value;
  return power < 1 ? combined(kernels, clockDoubt(power)) : kernels;
}

/**
 * A lower power limit lowers the clock at most in proportion, where the voltage is at its least, and
 * at least with the cube root, where it falls with the clock: see decision 16.
 */
function clockDoubt(power: number): Known {
  return doubt(pow(power, 2 / 3), 1, {
    provenance: 'assumed',
    source: cite('dynamicPower'),
    reason: 'The clock may fall with as little as the cube root of the power limit.',
  });
}

/** Two doubts combined: their ends multiply. */
export function combined(a: Known, b: Known): Known {
  const [first, second] = [a.range ?? [1, 1], b.range ?? [1, 1]];
  return {
    ...a,
    range: [first[0] * second[0], first[1] * second[1]],
    reason: [a.reason, b.reason].filter(Boolean).join(' '),
  };
}
