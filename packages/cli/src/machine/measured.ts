/** What was measured of a machine, in SI. */
export interface Measured {
  /** Products of matrices of 32-bit floats on one core, FLOP/s. */
  readonly products: number;
  /** Element-wise operations of a training step on one core, as the plan counts their bytes, B/s. */
  readonly elementwise: number;
  /** A plain copy, each byte read and written, B/s. */
  readonly copy: number;
  /** Between two processes over the loopback interface, one way, B/s. */
  readonly loopback: number;
  /** From one process to the other, s. */
  readonly latency: number;
  /** What the operating system calls the processor. */
  readonly processor: string;
  readonly cores: number;
  /** Of the machine, B. */
  readonly memory: number;
  /** When, RFC 3339 in UTC. */
  readonly at: string;
}

/** A file of hardware, for factory files to name: each figure with how it was measured, and when. */
export function hardwareFileText(measured: Measured): string {
  const { products, elementwise, loopback, processor, cores, memory, at } = measured;
  const quantity = (value: number, unit: string, how: string) =>
    `{ value: ${digits(value)} ${unit}, source: ${JSON.stringify(`measured, ${at.slice(0, 10)}: ${how}`)} }`;
  const network = 'one way between two processes over the loopback interface';
  return `# Written by "gigafactory calibrate" at ${at}.
# ${printable(processor)}, ${cores} cores, ${digits(memory / 1e9)} GB. A plain copy moves ${digits(measured.copy / 1e9)} GB/s, a message takes ${digits(measured.latency * 1e6)} us.
hardware:
  gpu:
    use: this-machine
    # A program on a processor computes in 32-bit floats; their rate stands where that of bf16 does.
    bf16: ${quantity(products / 1e9, 'GFLOP/s', 'products of 1,024 x 1,024 matrices of 32-bit floats on one core')}
    memoryBandwidth: ${quantity(elementwise / 1e9, 'GB/s', 'gated activations on one core, counted as bf16 data')}
    nvlinkBandwidth: ${quantity(loopback / 1e9, 'GB/s', network)}
    memory: ${quantity(memory / cores / 1e9, 'GB', 'the memory of the machine for each of its cores')}
  node:
    use: this-machine
    nicSpeed: ${quantity((8 * loopback) / 1e9, 'Gb/s', network)}
`;
}

function digits(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** On one line, without what a terminal would obey. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ').trim();
}
