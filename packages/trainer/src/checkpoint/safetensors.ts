/** A tensor of 32-bit floats by its name. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The format of Hugging Face: length of the header, the header in JSON, then the numbers, all little-endian. */
export function writeSafetensors(tensors: readonly Tensor[]): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let end = 0;
  for (const { name, shape, values } of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  const text = JSON.stringify(header);
  // Spaces to a multiple of 8, so that the numbers stand aligned.
  const padded = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const file = new Uint8Array(8 + padded.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded.length), true);
  file.set(padded, 8);
  let at = 8 + padded.length;
  for (const { values } of tensors) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return file;
}

/** Throws, saying what is wrong, for anything but whole tensors of 32-bit floats. */
export function readSafetensors(file: Uint8Array): Map<string, Tensor> {
  if (file.length < 8) throw new Error('ends before its header');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > file.length - 8) throw new Error('ends within its header');
  const header: unknown = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
  if (typeof header !== 'object' || header === null) throw new Error('has no header');
  const data = file.subarray(8 + length);
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of Object.entries(header))
    if (name !== '__metadata__') tensors.set(name, readTensor(name, entry, data));
  return tensors;
}

function readTensor(name: string, entry: unknown, data: Uint8Array): Tensor {
  const { dtype, shape, data_offsets: offsets } = Object(entry);
  const [start, end] = isCounts(offsets) ? offsets : [];
  if (dtype !== 'F32' || !isCounts(shape) || start === undefined || end === undefined)
    throw new Error(`does not describe ${name} as 32-bit floats`);
  const count = shape.reduce((product, dimension) => product * dimension, 1);
  if (end - start !== count * 4 || end > data.length) throw new Error(`ends within ${name}`);
  return {
    name,
    shape,
    values: new Float32Array(new Uint8Array(data.subarray(start, end)).buffer),
  };
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((entry) => Number.isInteger(entry) && entry >= 0);
}
