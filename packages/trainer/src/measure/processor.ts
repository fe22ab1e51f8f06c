import { defaultDevice, init, jit, nn, numpy as np } from '@jax-js/jax';

/** Rows and columns of the matrices whose product is timed: large enough that starting it costs nothing. */
const SIDE = 1024;
/** Rows and inner width of the gated activation that is timed, as in a layer of a small model. */
const GATED = [1024, 384] as const;
/**
 * Bytes per element of a gated activation as the plan counts them: three arrays of bf16, read and written by one
 * operator after the other (1.5 times).
 */
const GATED_BYTES = 9;

/** Starts the compiled code of this machine's processor. */
export async function startProcessor(): Promise<void> {
  await init('wasm');
  defaultDevice('wasm');
}

/** FLOP/s of products of large matrices of 32-bit floats on one core. */
export function measureProducts(seconds: number): number {
  const [a, b] = [randoms(SIDE, SIDE), randoms(SIDE, SIDE)];
  const product = jit((x: np.Array, y: np.Array) => np.matmul(x, y.transpose()));
  const time = fastest(seconds, () => {
    product(a.ref, b.ref).dataSync();
  });
  return (2 * SIDE ** 3) / time;
}

/** Bytes per second of a gated activation (SiLU times a second input), counted as the plan counts it. */
export function measureElementwise(seconds: number): number {
  const [a, b] = [randoms(...GATED), randoms(...GATED)];
  const gate = jit((x: np.Array, y: np.Array) => nn.silu(x).mul(y));
  const time = fastest(seconds, () => {
    gate(a.ref, b.ref).dataSync();
  });
  return (GATED_BYTES * GATED[0] * GATED[1]) / time;
}

/** Bytes per second of a plain copy, each byte read and written. */
export function measureCopy(seconds: number): number {
  const from = new Float64Array(4e6).fill(1);
  const to = new Float64Array(from.length);
  const time = fastest(seconds, () => to.set(from));
  return (2 * from.byteLength) / time;
}

/**
 * The least processor time of all that were tried within so many seconds, s: what else runs on the machine takes time
 * on the clock, and by its use of the caches some of the processor's too.
 */
function fastest(seconds: number, work: () => void): number {
  const end = performance.now() + seconds * 1e3;
  let best = Number.POSITIVE_INFINITY;
  // The first is not counted: it compiles.
  work();
  do {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, user + system);
  } while (performance.now() < end);
  return Math.max(1, best) / 1e6;
}

function randoms(rows: number, columns: number): np.Array {
  // The values change no time; a fixed sequence needs no generator.
  const values = Float32Array.from({ length: rows * columns }, (_, at) => ((at * 37) % 101) / 101);
  return np.array(values).reshape([rows, columns]);
}
