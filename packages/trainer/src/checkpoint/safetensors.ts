import { fromBrain, fromHalf, toHalf } from './half.ts';

/** How a number is stored. What is read may also be BF16. */
export type Precision = 'F32' | 'F16';

/** A tensor by its name; 32-bit floats here, whatever is stored. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A tensor that was read, and how it was stored. */
interface StoredTensor extends Tensor {
  readonly stored: Precision | 'BF16';
}

/** The format of Hugging Face: length of the header, the header in JSON, then the numbers, all little-endian. */
export function writeSafetensors(
  tensors: readonly Tensor[],
  precision: Precision = 'F32',
): Uint8Array {
  const width = WIDTHS[precision];
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let end = 0;
  for (const { name, shape, values } of tensors) {
    const size = values.length * width;
    header[name] = { dtype: precision, shape, data_offsets: [end, end + size] };
    end += size;
  }
  const text = JSON.stringify(header);
  // Spaces to a multiple of 8, so that the numbers stand aligned.
  const padded = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const file = new Uint8Array(8 + padded.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded.length), true);
  file.set(padded, 8);
  let at = 8 + padded.length;
  for (const { values } of tensors) {
    const stored = precision === 'F32' ? values : Uint16Array.from(values, toHalf);
    file.set(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength), at);
    at += stored.byteLength;
  }
  return file;
}

/** Throws, saying what is wrong, for anything but whole tensors of floats of 32 or 16 bits. */
export function readSafetensors(file: Uint8Array): Map<string, StoredTensor> {
  if (file.length < 8) throw new Error('ends before its header');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > file.length - 8) throw new Error('ends within its header');
  const header: unknown = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
  if (typeof header !== 'object' || header === null) throw new Error('has no header');
  const data = file.subarray(8 + length);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, entry] of Object.entries(header))
    if (name !== '__metadata__') tensors.set(name, readTensor(name, entry, data));
  return tensors;
}

const WIDTHS = { F32: 4, F16: 2, BF16: 2 } as const;

function readTensor(name: string, entry: unknown, data: Uint8Array): StoredTensor {
  const { dtype, shape, data_offsets: offsets } = Object(entry);
  const [start, end] = isCounts(offsets) ? offsets : [];
  if (!isKnown(dtype) || !isCounts(shape) || start === undefined || end === undefined)
    throw new Error(`does not describe ${name} as floats of 32 or 16 bits`);
  const count = shape.reduce((product, dimension) => product * dimension, 1);
  if (end - start !== count * WIDTHS[dtype] || end > data.length)
    throw new Error(`ends within ${name}`);
  const { buffer } = new Uint8Array(data.subarray(start, end));
  const values =
    dtype === 'F32'
      ? new Float32Array(buffer)
      : Float32Array.from(new Uint16Array(buffer), dtype === 'F16' ? fromHalf : fromBrain);
  return { name, shape, values, stored: dtype };
}

function isKnown(dtype: unknown): dtype is keyof typeof WIDTHS {
  return typeof dtype === 'string' && Object.hasOwn(WIDTHS, dtype);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((entry) => Number.isInteger(entry) && entry >= 0);
}
