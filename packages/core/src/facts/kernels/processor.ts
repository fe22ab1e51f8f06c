import type { Known } from '../../base/index.ts';
import { cite } from '../sources.ts';
import { chosen, FLOP_PER_MAC } from './fitted.ts';
import type { AttentionLibrary, CollectiveFit, KernelFits } from './types.ts';

const ONE_CORE =
  'A processor core works on one element after the other: there are no tiles, and no waves.';
const FLOATS = 'Bytes of a 32-bit float.';
const CALIBRATION = cite('calibration');

function measured(value: number, unit: string, reason: string): Known {
  return { value, unit, provenance: 'measured', source: CALIBRATION, reason };
}

const RATE = measured(33e9, 'GFLOP/s', 'Products whose inner dimension is long, on one core.');
const RAMP = measured(
  150,
  '1',
  'Each element of a product costs as much as this many multiply-adds, however short the inner dimension is: it is written, and its memory is new. Fitted, with the rate of element-wise operations, to gradients of ten shapes of model.',
);
const BANDWIDTH = measured(
  1.2e9,
  'GB/s',
  'What element-wise operations of a training step reach, counted as bf16 data.',
);
const LAUNCH = measured(30e-6, 'us', 'Calling a compiled kernel of WebAssembly from JavaScript.');
const SAME: AttentionLibrary = {
  forward: chosen(1, '1', 'No library was measured on a processor: as its products.'),
  backward: chosen(1, '1', 'No library was measured on a processor: as its products.'),
};

/** Between processes of one machine, which send each other their numbers over TCP. */
function loopback(passes: number): CollectiveFit {
  return {
    passes: chosen(passes, '1', 'By definition: how often a buffer passes each process.'),
    latency: measured(50e-6, 'us', 'A message and its answer over the loopback interface.'),
    latencyPerGpu: chosen(0, 'us', 'Counted in the latency.'),
    bandwidth: measured(2.2e9, 'GB/s', 'One way between two processes.'),
    smallDomain: chosen(0, '1', ONE_CORE),
    fill: chosen(0, 'us', ONE_CORE),
    fillBytes: chosen(1, 'B', ONE_CORE),
    measured: { bytes: { least: 1e5, most: 1e8 }, gpus: { least: 2, most: 2 } },
    error: { median: 0.2, p90: 0.5 },
  };
}

/**
 * A processor core that trains in WebAssembly (jax-js): `gigafactory calibrate` measures the same on any machine,
 * and a file that types its figures scales these constants to it.
 */
export const PROCESSOR_KERNELS: KernelFits = {
  gemm: {
    bf16: {
      flopPerMac: FLOP_PER_MAC,
      inputBytes: chosen(4, 'B', FLOATS),
      outputBytes: chosen(4, 'B', FLOATS),
      castBytes: chosen(0, 'B', 'Activations are 32-bit floats already.'),
      tileM: chosen(1, '1', ONE_CORE),
      tileN: chosen(1, '1', ONE_CORE),
      sms: chosen(1, '1', ONE_CORE),
      wavePenalty: chosen(0, '1', ONE_CORE),
      rampK: RAMP,
      rate: RATE,
      droop: chosen(0, '1', 'The clock does not fall in products this short.'),
      droopWork: chosen(1, 'FLOP', 'The clock does not fall in products this short.'),
      bandwidth: chosen(40e9, 'GB/s', 'That of a copy: products are far from it.'),
      unhidden: chosen(0, '1', 'Products are never bound by memory here.'),
      castBandwidth: BANDWIDTH,
      launch: LAUNCH,
      measured: {
        m: { least: 64, most: 2048 },
        n: { least: 64, most: 2048 },
        k: { least: 32, most: 1024 },
      },
      error: { median: 0.11, p90: 0.2 },
    },
  },
  attention: {
    bf16: {
      flopPerMac: FLOP_PER_MAC,
      elementBytes: chosen(4, 'B', FLOATS),
      block: chosen(1, '1', ONE_CORE),
      sms: chosen(1, '1', ONE_CORE),
      rampKeys: chosen(0, '1', ONE_CORE),
      widthStep: chosen(1, '1', ONE_CORE),
      padding: chosen(0, '1', ONE_CORE),
      rate: RATE,
      softmax: measured(15e-9, 'ns', 'Softmax of a score, on one core.'),
      unhidden: chosen(1, '1', 'Products and softmax follow each other.'),
      bandwidth: BANDWIDTH,
      perRow: chosen(0, 'ns', ONE_CORE),
      launch: LAUNCH,
      measured: {
        batch: { least: 1, most: 16 },
        seq: { least: 64, most: 256 },
        heads: { least: 1, most: 8 },
        headDim: { least: 16, most: 128 },
      },
      error: { median: 0.3, p90: 1 },
    },
  },
  attentionBackward: {
    workRatio: chosen(2.5, '1', 'Five products against two, as on a GPU.'),
    speedRatio: chosen(1, '1', 'The same products.'),
  },
  attentionLibraries: { flash3: SAME, flash2: SAME, triton: SAME },
  collectives: {
    allReduce: loopback(2),
    allGather: loopback(1),
    reduceScatter: loopback(1),
    allToAll: loopback(1),
  },
  moe: {},
  memory: {
    launch: LAUNCH,
    bandwidth: BANDWIDTH,
    measured: { bytes: { least: 1e4, most: 1e8 } },
    error: { median: 0.11, p90: 0.2 },
  },
};
