/* What a GGUF file says of itself: keys with values of a type, all little-endian. */

/** Values of a type, and the type's number. */
const TYPES = {
  uint32: 4,
  int32: 5,
  float32: 6,
  bool: 7,
  string: 8,
  array: 9,
} as const;

interface Values {
  readonly uint32: number;
  readonly int32: number;
  readonly float32: number;
  readonly bool: boolean;
  readonly string: string;
}

/** An array of values of one type. */
export type List<Type extends keyof Values = keyof Values> = {
  [Each in Type]: readonly [type: Each, values: readonly Values[Each][]];
}[Type];

type Scalar = {
  [Each in keyof Values]: readonly [key: string, type: Each, value: Values[Each]];
}[keyof Values];

/** A key and its value. */
export type Field = Scalar | readonly [key: string, type: 'array', value: List];

export function fieldBytes([key, type, value]: Field): Uint8Array {
  const content = type === 'array' ? arrayBytes(value) : valueBytes(type, value);
  return joinBytes([text(key), uint32(TYPES[type]), content]);
}

function arrayBytes([type, values]: List): Uint8Array {
  const contents = values.map((value) => valueBytes(type, value));
  return joinBytes([uint32(TYPES[type]), uint64(values.length), ...contents]);
}

function valueBytes(type: keyof Values, value: Values[keyof Values]): Uint8Array {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'boolean') return Uint8Array.of(value ? 1 : 0);
  const bytes = new Uint8Array(4);
  const view = new DataView(bytes.buffer);
  if (type === 'float32') view.setFloat32(0, value, true);
  else if (type === 'int32') view.setInt32(0, value, true);
  else view.setUint32(0, value, true);
  return bytes;
}

/** Its length in bytes, then the text in UTF-8. */
export function text(value: string): Uint8Array {
  const content = new TextEncoder().encode(value);
  return joinBytes([uint64(content.length), content]);
}

export function uint32(value: number): Uint8Array {
  return valueBytes('uint32', value);
}

export function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true);
  return bytes;
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
