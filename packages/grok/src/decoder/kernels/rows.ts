import {
  type Code,
  FunctionBuilder,
  f32,
  f32x4,
  i32,
  type Kernel,
  type Local,
  repeatWhile,
} from '../assembler.ts';
import type { Sizes } from '../sizes.ts';
import { addTo, advance, exponential, FLOAT, steps, VECTOR } from './parts.ts';

/** (stream, weight, output, rows): RMSNorm. */
export function norm({ hidden, trueHidden, epsilon }: Sizes): Kernel {
  const f = new FunctionBuilder(4);
  const [input, weight, output, rows] = [0, 1, 2, 3].map((index) => f.parameter(index));
  const [x, w, end] = f.variables('i32', 3);
  const [squares, value] = f.variables('v128', 2);
  const scale = f.variable('f32');
  const lanes = [0, 1, 2, 3].map((lane) => f32x4.lane(squares!.get, lane));
  const sum = f32.add(f32.add(lanes[0]!, lanes[2]!), f32.add(lanes[1]!, lanes[3]!));
  const mean = f32.divide(sum, f32.constant(trueHidden));
  const row = [
    squares!.set(f32x4.constant(0)),
    x!.set(input!.get),
    end!.set(i32.add(x!.get, i32.constant(hidden * FLOAT))),
    repeatWhile(i32.below(x!.get, end!.get), [
      value!.set(f32x4.load(x!.get)),
      addTo(squares!, f32x4.multiply(value!.get, value!.get)),
      advance(x!, VECTOR),
    ]),
    scale!.set(f32.divide(f32.constant(1), f32.squareRoot(f32.add(mean, f32.constant(epsilon))))),
    w!.set(weight!.get),
    repeatWhile(i32.below(input!.get, end!.get), [
      f32x4.store(
        output!.get,
        f32x4.multiply(
          f32x4.multiply(f32x4.load(input!.get), f32x4.splat(scale!.get)),
          f32x4.load(w!.get),
        ),
      ),
      ...[input!, output!, w!].map((pointer) => advance(pointer, VECTOR)),
    ]),
    advance(rows!, -1),
  ];
  return f.finish([repeatWhile(rows!.get, row)]);
}

/**
 * (projected row, angles, keys, values): turns the queries in place by the position's angles, and the keys on their way
 * into the cache, where the values go too. Halves of a head that turn together stand `turn` floats apart.
 */
export function place({ heads, kvHeads, turn, keyWidth, valueWidth, positions }: Sizes): Kernel {
  const f = new FunctionBuilder(4);
  const [row, angles, keys, values] = [0, 1, 2, 3].map((index) => f.parameter(index));
  const [low, high, cosine, sine] = f.variables('v128', 4);
  const half = turn * FLOAT;
  const turned = (from: number, to: Local, at: number): Code[] =>
    steps(turn).flatMap((offset) => [
      low!.set(f32x4.load(row!.get, from + offset)),
      high!.set(f32x4.load(row!.get, from + offset + half)),
      cosine!.set(f32x4.load(angles!.get, offset)),
      sine!.set(f32x4.load(angles!.get, offset + half)),
      f32x4.store(
        to.get,
        f32x4.subtract(f32x4.multiply(low!.get, cosine!.get), f32x4.multiply(high!.get, sine!.get)),
        at + offset,
      ),
      f32x4.store(
        to.get,
        f32x4.add(f32x4.multiply(high!.get, cosine!.get), f32x4.multiply(low!.get, sine!.get)),
        at + offset + half,
      ),
    ]);
  const statements: Code[] = [];
  for (let head = 0; head < heads; head++) {
    const at = head * keyWidth * FLOAT;
    statements.push(...turned(at, row!, at));
  }
  for (let head = 0; head < kvHeads; head++) {
    const from = (heads + head) * keyWidth * FLOAT;
    statements.push(...turned(from, keys!, head * positions * keyWidth * FLOAT));
    const value = ((heads + kvHeads) * keyWidth + head * valueWidth) * FLOAT;
    const to = head * positions * valueWidth * FLOAT;
    for (const offset of steps(valueWidth))
      statements.push(f32x4.store(values!.get, f32x4.load(row!.get, value + offset), to + offset));
  }
  return f.finish(statements);
}

/** (wide rows, output, rows): silu(gate) * up. */
export function gate({ feedForward }: Sizes): Kernel {
  const f = new FunctionBuilder(3);
  const [wide, output, rows] = [0, 1, 2].map((index) => f.parameter(index));
  const end = f.variable('i32');
  const [value, power] = f.variables('v128', 2);
  const width = feedForward * FLOAT;
  const silu = f32x4.divide(f32x4.load(wide!.get), f32x4.add(f32x4.constant(1), value!.get));
  return f.finish([
    repeatWhile(rows!.get, [
      end.set(i32.add(wide!.get, i32.constant(width))),
      repeatWhile(i32.below(wide!.get, end.get), [
        value!.set(f32x4.negate(f32x4.load(wide!.get))),
        ...exponential(value!, power!),
        f32x4.store(output!.get, f32x4.multiply(silu, f32x4.load(wide!.get, width))),
        advance(wide!, VECTOR),
        advance(output!, VECTOR),
      ]),
      advance(wide!, width),
      advance(rows!, -1),
    ]),
  ]);
}
