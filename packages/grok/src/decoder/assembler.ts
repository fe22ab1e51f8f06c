/**
 * A small assembler of WebAssembly: expressions are the bytes that leave their value on the stack, so that functions of
 * TypeScript compose them. Kernels are made for the sizes of one model when it is loaded; no compiled file is kept.
 *
 * Opcodes: WebAssembly Core Specification 2.0 (2022), section 5.4.
 */

/** Bytes of an expression or of a statement; parts are nested and not copied until a function is finished. */
export type Code = readonly (number | Code)[];

export type ValueType = 'i32' | 'f32' | 'v128';

const VALUE_TYPES: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** A parameter or a variable of a function. */
export interface Local {
  readonly get: Code;
  set(value: Code): Code;
}

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128 of 32 bits. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const ends = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    bytes.push(ends ? low : low | 0x80);
    if (ends) return bytes;
  }
}

/** Little-endian bytes of a 32-bit float. */
function floatBytes(value: number): number[] {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value, true);
  return [0, 1, 2, 3].map((at) => view.getUint8(at));
}

const two =
  (opcode: Code) =>
  (left: Code, right: Code): Code => [left, right, opcode];
const one =
  (opcode: Code) =>
  (value: Code): Code => [value, opcode];
const vector = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];

export const i32 = {
  constant: (value: number): Code => [0x41, ...signed(value)],
  add: two([0x6a]),
  /** Unsigned. */
  below: two([0x49]),
  shiftLeft: (value: Code, bits: number): Code => [value, 0x41, signed(bits), 0x74],
};

export const f32 = {
  constant: (value: number): Code => [0x43, ...floatBytes(value)],
  add: two([0x92]),
  divide: two([0x95]),
  max: two([0x97]),
  squareRoot: one([0x91]),
};

/** Vectors of four 32-bit floats; addresses need not be aligned. */
export const f32x4 = {
  constant: (value: number): Code => [vector(0x0c), [value, value, value, value].map(floatBytes)],
  load: (address: Code, offset = 0): Code => [address, vector(0), 0, unsigned(offset)],
  /** One float in all four lanes. */
  loadSplat: (address: Code, offset = 0): Code => [address, vector(9), 0, unsigned(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [
    address,
    value,
    vector(0x0b),
    0,
    unsigned(offset),
  ],
  splat: one(vector(0x13)),
  lane: (value: Code, lane: number): Code => [value, vector(0x1f), lane],
  add: two(vector(0xe4)),
  subtract: two(vector(0xe5)),
  multiply: two(vector(0xe6)),
  divide: two(vector(0xe7)),
  min: two(vector(0xe8)),
  max: two(vector(0xe9)),
  negate: one(vector(0xe1)),
  nearest: one(vector(0x6a)),
  toIntegers: one(vector(0xf8)),
  /** Lanes by number: 0 to 3 of the left, 4 to 7 of the right. */
  shuffle: (left: Code, right: Code, lanes: readonly number[]): Code => [
    left,
    right,
    vector(0x0d),
    lanes.map((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte)),
  ],
};

/** Vectors of four 32-bit integers. */
export const i32x4 = {
  splat: (value: number): Code => [i32.constant(value), vector(0x11)],
  add: two(vector(0xae)),
  shiftLeft: (value: Code, bits: number): Code => [value, i32.constant(bits), vector(0xab)],
};

/** Runs the body at least once, again while the condition holds. */
export function repeatWhile(condition: Code, body: readonly Code[]): Code {
  return [0x03, 0x40, body, condition, 0x0d, 0, 0x0b];
}

/** Runs the body while the condition holds. */
export function loopWhile(condition: Code, body: readonly Code[]): Code {
  return when(condition, [repeatWhile(condition, body)]);
}

export function when(condition: Code, body: readonly Code[]): Code {
  return [condition, 0x04, 0x40, body, 0x0b];
}

/** A function of the module under construction: its parameters and variables, then its statements. */
export class FunctionBuilder {
  readonly #parameters: readonly ValueType[];
  readonly #variables: ValueType[] = [];

  /** Parameters are 32-bit integers: addresses and counts. */
  constructor(parameters: number) {
    this.#parameters = Array.from({ length: parameters }, () => 'i32' as const);
  }

  parameter(index: number): Local {
    return local(index);
  }

  variable(type: ValueType): Local {
    this.#variables.push(type);
    return local(this.#parameters.length + this.#variables.length - 1);
  }

  variables(type: ValueType, count: number): Local[] {
    return Array.from({ length: count }, () => this.variable(type));
  }

  finish(statements: readonly Code[]): Kernel {
    const declared = this.#variables.map((type) => [1, VALUE_TYPES[type]]);
    const body = flatten([list(declared), statements, 0x0b]);
    return { parameters: this.#parameters.length, body };
  }
}

/** A finished function that returns nothing. */
export interface Kernel {
  readonly parameters: number;
  readonly body: readonly number[];
}

function local(index: number): Local {
  return { get: [0x20, unsigned(index)], set: (value) => [value, 0x21, unsigned(index)] };
}

function flatten(code: Code): number[] {
  const bytes: number[] = [];
  const append = (part: Code): void => {
    for (const item of part)
      if (typeof item === 'number') bytes.push(item);
      else append(item);
  };
  append(code);
  return bytes;
}

function list(items: readonly Code[]): Code {
  return [unsigned(items.length), items];
}

function section(id: number, content: Code): Code {
  const bytes = flatten(content);
  return [id, unsigned(bytes.length), bytes];
}

function text(value: string): number[] {
  return [...unsigned(value.length), ...new TextEncoder().encode(value)];
}

/** A module that imports its memory as `env.memory` and exports the kernels by their names. */
export function assemble(kernels: Readonly<Record<string, Kernel>>): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(kernels);
  const types = entries.map(([, { parameters }]) => [
    0x60,
    list(Array.from({ length: parameters }, () => [VALUE_TYPES.i32])),
    0,
  ]);
  const memory = [text('env'), text('memory'), 0x02, 0x00, unsigned(0)];
  const exported = entries.map(([name], index) => [text(name), 0x00, unsigned(index)]);
  return Uint8Array.from(
    flatten([
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      section(1, list(types)),
      section(2, list([memory])),
      section(3, list(entries.map((_, index) => unsigned(index)))),
      section(7, list(exported)),
      section(10, list(entries.map(([, { body }]) => [unsigned(body.length), body]))),
    ]),
  );
}
