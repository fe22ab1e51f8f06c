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
import { type Sizes, scoreWidth } from '../sizes.ts';
import { addLanes, addTo, advance, exponential, FLOAT, steps, VECTOR } from './parts.ts';

/** (queries, keys, values, count, output): attention of one row to `count` positions. */
export function attend(sizes: Sizes): Kernel {
  const { heads, kvHeads, keyWidth, valueWidth, positions } = sizes;
  const f = new FunctionBuilder(5);
  const [queries, keys, values, count, output] = [0, 1, 2, 3, 4].map((i) => f.parameter(i));
  const [group, left] = f.variables('i32', 2);
  const of = { queries: queries!, keys: keys!, values: values!, count: count!, output: output! };
  const attention = new Attention(f, sizes, of);
  return f.finish([
    group!.set(i32.constant(kvHeads)),
    repeatWhile(group!.get, [
      left!.set(i32.constant(heads / kvHeads / attention.heads)),
      repeatWhile(left!.get, [
        ...attention.scores(),
        ...attention.softmax(),
        ...attention.mix(),
        advance(queries!, attention.heads * keyWidth * FLOAT),
        advance(output!, attention.heads * valueWidth * FLOAT),
        advance(left!, -1),
      ]),
      advance(keys!, positions * keyWidth * FLOAT),
      advance(values!, positions * valueWidth * FLOAT),
      advance(group!, -1),
    ]),
  ]);
}

interface AttentionPointers {
  readonly queries: Local;
  readonly keys: Local;
  readonly values: Local;
  readonly count: Local;
  readonly output: Local;
}

/** Below any score; its exponential is zero to all digits that a float holds. */
const NOTHING = -1e30;

/** One or two query heads that share keys and values: these are loaded once for both. */
class Attention {
  readonly heads: number;
  readonly #sizes: Sizes;
  readonly #of: AttentionPointers;
  readonly #sums: readonly Local[];
  readonly #inputs: readonly Local[];
  readonly #value: Local;
  readonly #power: Local;
  /** One by the sum of the exponentials, of each head. */
  readonly #scales: readonly Local[];
  readonly #cursor: Local;
  readonly #query: Local;
  readonly #score: Local;
  readonly #end: Local;

  constructor(f: FunctionBuilder, sizes: Sizes, of: AttentionPointers) {
    this.heads = (sizes.heads / sizes.kvHeads) % 2 === 0 ? 2 : 1;
    this.#sizes = sizes;
    this.#of = of;
    this.#sums = f.variables('v128', 4 * this.heads);
    this.#inputs = f.variables('v128', this.heads);
    this.#value = f.variable('v128');
    this.#power = f.variable('v128');
    this.#scales = f.variables('f32', this.heads);
    this.#cursor = f.variable('i32');
    this.#query = f.variable('i32');
    this.#score = f.variable('i32');
    this.#end = f.variable('i32');
  }

  /** Scaled products with the keys, four positions at a time; what lies behind the last is made NOTHING. */
  scores(): Code[] {
    const { keyWidth, trueHeadSize } = this.#sizes;
    const scale = f32x4.constant(trueHeadSize ** -0.5);
    const keyBytes = keyWidth * FLOAT;
    const along = [
      ...this.#inputs.map((input, head) => input.set(f32x4.load(this.#query.get, head * keyBytes))),
      ...[0, 1, 2, 3].flatMap((position) => [
        this.#value.set(f32x4.load(this.#cursor.get, position * keyBytes)),
        ...this.#inputs.map((input, head) =>
          addTo(this.#sums[head * 4 + position]!, f32x4.multiply(input.get, this.#value.get)),
        ),
      ]),
      advance(this.#cursor, VECTOR),
      advance(this.#query, VECTOR),
    ];
    const queryEnd = i32.add(this.#of.queries.get, i32.constant(keyBytes));
    return [
      ...this.#start(0),
      this.#cursor.set(this.#of.keys.get),
      repeatWhile(i32.below(this.#score.get, this.#end.get), [
        ...this.#sums.map((sum) => sum.set(f32x4.constant(0))),
        this.#query.set(this.#of.queries.get),
        repeatWhile(i32.below(this.#query.get, queryEnd), along),
        ...this.#each((head) => {
          const sums = addLanes(this.#sums.slice(head * 4, head * 4 + 4));
          return f32x4.store(this.#score.get, f32x4.multiply(sums, scale), head * this.#stride);
        }),
        advance(this.#cursor, 3 * keyBytes),
        advance(this.#score, VECTOR),
      ]),
      ...this.#each((head) =>
        f32x4.store(this.#end.get, f32x4.constant(NOTHING), head * this.#stride),
      ),
    ];
  }

  /** Exponentials in place of the scores. */
  softmax(): Code[] {
    return this.#each((head) => this.#softmaxOf(head)).flat();
  }

  /** The values, each by its share; few vectors at a time, so that their sums stay in registers. */
  mix(): Code[] {
    const offsets = steps(this.#sizes.valueWidth);
    const passes = Math.ceil(offsets.length / 4);
    const width = Math.ceil(offsets.length / passes);
    return Array.from({ length: passes }, (_, pass) =>
      this.#mixSome(offsets.slice(pass * width, (pass + 1) * width)),
    ).flat();
  }

  #softmaxOf(head: number): Code[] {
    const total = this.#sums[0]!;
    const scale = this.#scales[head]!;
    const [a, b, c, d] = [0, 1, 2, 3].map((lane) => f32x4.lane(total.get, lane));
    const score = f32x4.load(this.#score.get);
    const each = (body: readonly Code[]): Code[] => [
      ...this.#start(head),
      repeatWhile(i32.below(this.#score.get, this.#end.get), [
        ...body,
        advance(this.#score, VECTOR),
      ]),
    ];
    return [
      total.set(f32x4.constant(NOTHING)),
      ...each([total.set(f32x4.max(total.get, score))]),
      scale.set(f32.max(f32.max(a!, b!), f32.max(c!, d!))),
      total.set(f32x4.constant(0)),
      ...each([
        this.#value.set(f32x4.subtract(score, f32x4.splat(scale.get))),
        ...exponential(this.#value, this.#power),
        addTo(total, this.#value.get),
        f32x4.store(this.#score.get, this.#value.get),
      ]),
      scale.set(f32.divide(f32.constant(1), f32.add(f32.add(a!, c!), f32.add(b!, d!)))),
    ];
  }

  #mixSome(offsets: readonly number[]): Code[] {
    const { valueWidth } = this.#sizes;
    const sums = this.#each((head) => this.#sums.slice(head * 4, head * 4 + offsets.length));
    return [
      ...sums.flat().map((sum) => sum.set(f32x4.constant(0))),
      ...this.#start(0),
      this.#cursor.set(this.#of.values.get),
      repeatWhile(i32.below(this.#score.get, this.#end.get), [
        ...this.#inputs.map((input, head) =>
          input.set(f32x4.loadSplat(this.#score.get, head * this.#stride)),
        ),
        ...offsets.flatMap((offset, at) => [
          this.#value.set(f32x4.load(this.#cursor.get, offset)),
          ...this.#inputs.map((input, head) =>
            addTo(sums[head]![at]!, f32x4.multiply(input.get, this.#value.get)),
          ),
        ]),
        advance(this.#cursor, valueWidth * FLOAT),
        advance(this.#score, FLOAT),
      ]),
      ...this.#each((head) =>
        offsets.map((offset, at) => {
          const value = f32x4.multiply(sums[head]![at]!.get, f32x4.splat(this.#scales[head]!.get));
          return f32x4.store(this.#of.output.get, value, head * valueWidth * FLOAT + offset);
        }),
      ).flat(),
    ];
  }

  /** From the first score of a head to its last. */
  #start(head: number): Code[] {
    const bytes = i32.shiftLeft(this.#of.count.get, 2);
    return [
      this.#score.set(i32.constant(this.#sizes.scores + head * this.#stride)),
      this.#end.set(i32.add(this.#score.get, bytes)),
    ];
  }

  #each<Value>(make: (head: number) => Value): Value[] {
    return Array.from({ length: this.heads }, (_, head) => make(head));
  }

  /** Between the scores of two heads, bytes. */
  get #stride(): number {
    return scoreWidth(this.#sizes.positions) * FLOAT;
  }
}
