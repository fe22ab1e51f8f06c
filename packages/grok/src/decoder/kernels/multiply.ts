import {
  type Code,
  FunctionBuilder,
  f32x4,
  i32,
  type Kernel,
  type Local,
  loopWhile,
  repeatWhile,
  when,
} from '../assembler.ts';
import { BLOCK } from '../sizes.ts';
import { addLanes, addTo, advance, FLOAT, VECTOR } from './parts.ts';

interface Product {
  /** Width of a row of the input, floats; a multiple of 8. */
  readonly inputs: number;
  /** Width of a row of the output, floats; a multiple of BLOCK. */
  readonly outputs: number;
  /** Adds to what the output holds. */
  readonly adds?: boolean;
}

/** Rows by COLUMNS of the output, which the inner loop keeps in registers. */
interface Tile {
  readonly rows: number;
  /** First column in the block. */
  readonly from: number;
}

/**
 * V8 puts all loads of a loop's body before its sums, so that the body must be small enough for 16 registers: 2 rows by 4
 * columns take 14. Unrolled twice they were three times slower.
 */
const COLUMNS = 4;

/**
 * (input, weights, output, rows): output = input W^T. The weights lie in blocks of BLOCK rows; within a block come four
 * floats of each row, then the next four of each.
 */
export function multiply(product: Product): Kernel {
  const f = new FunctionBuilder(4);
  const [input, weights, output, rows] = [0, 1, 2, 3].map((index) => f.parameter(index));
  const [x, out, left, end] = f.variables('i32', 4);
  const inner = new Inner(f, product, { x: x!, weights: weights!, out: out! });
  const span = (tileRows: number): Code[] => [
    advance(x!, tileRows * product.inputs * FLOAT),
    advance(out!, tileRows * product.outputs * FLOAT),
    advance(left!, -tileRows),
  ];
  const block = [
    x!.set(input!.get),
    out!.set(output!.get),
    left!.set(rows!.get),
    loopWhile(i32.below(i32.constant(1), left!.get), [
      ...inner.tile({ rows: 2, from: 0 }),
      ...inner.tile({ rows: 2, from: COLUMNS }),
      ...span(2),
    ]),
    when(left!.get, [
      ...inner.tile({ rows: 1, from: 0 }),
      ...inner.tile({ rows: 1, from: COLUMNS }),
    ]),
    advance(weights!, BLOCK * product.inputs * FLOAT),
    advance(output!, BLOCK * FLOAT),
  ];
  return f.finish([
    end!.set(i32.add(output!.get, i32.constant(product.outputs * FLOAT))),
    repeatWhile(i32.below(output!.get, end!.get), block),
  ]);
}

class Inner {
  readonly #product: Product;
  readonly #at: { readonly x: Local; readonly weights: Local; readonly out: Local };
  readonly #sums: readonly Local[];
  readonly #factor: Local;
  readonly #inputs: readonly Local[];
  readonly #x: Local;
  readonly #w: Local;
  readonly #end: Local;

  constructor(
    f: FunctionBuilder,
    product: Product,
    at: { readonly x: Local; readonly weights: Local; readonly out: Local },
  ) {
    this.#product = product;
    this.#at = at;
    this.#sums = f.variables('v128', 8);
    this.#inputs = f.variables('v128', 2);
    this.#factor = f.variable('v128');
    [this.#x, this.#w, this.#end] = f.variables('i32', 3) as [Local, Local, Local];
  }

  tile(tile: Tile): Code[] {
    const rowBytes = this.#product.inputs * FLOAT;
    return [
      ...this.#sums.map((sum) => sum.set(f32x4.constant(0))),
      this.#x.set(this.#at.x.get),
      this.#w.set(this.#at.weights.get),
      this.#end.set(i32.add(this.#x.get, i32.constant(rowBytes))),
      repeatWhile(i32.below(this.#x.get, this.#end.get), [
        ...this.#step(tile),
        advance(this.#x, VECTOR),
        advance(this.#w, BLOCK * VECTOR),
      ]),
      ...this.#store(tile),
    ];
  }

  /** Four floats of each row and column. */
  #step({ rows, from }: Tile): Code[] {
    const rowBytes = this.#product.inputs * FLOAT;
    const statements: Code[] = [];
    for (let row = 0; row < rows; row++)
      statements.push(this.#inputs[row]!.set(f32x4.load(this.#x.get, row * rowBytes)));
    for (let column = 0; column < COLUMNS; column++) {
      const offset = (from + column) * VECTOR;
      statements.push(this.#factor.set(f32x4.load(this.#w.get, offset)));
      for (let row = 0; row < rows; row++) {
        const sum = this.#sums[row * COLUMNS + column]!;
        statements.push(addTo(sum, f32x4.multiply(this.#inputs[row]!.get, this.#factor.get)));
      }
    }
    return statements;
  }

  #store({ rows, from }: Tile): Code[] {
    const { out } = this.#at;
    return Array.from({ length: rows }, (_, row) => {
      const offset = (row * this.#product.outputs + from) * FLOAT;
      const sums = addLanes(this.#sums.slice(row * COLUMNS, (row + 1) * COLUMNS));
      const value = this.#product.adds ? f32x4.add(f32x4.load(out.get, offset), sums) : sums;
      return f32x4.store(out.get, value, offset);
    });
  }
}
