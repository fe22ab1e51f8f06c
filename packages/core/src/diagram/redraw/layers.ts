/** Things to put into rows, and lines between them; all by number. */
export interface Layering {
  readonly count: number;
  readonly lines: readonly (readonly [from: number, to: number])[];
}

/** How often rows are ordered by their neighbours, down and up again. */
const SWEEPS = 6;

/**
 * Rows of things, so that lines lead down wherever no circle prevents it, with few crossings. The same input gives the
 * same rows.
 */
export function layers({ count, lines }: Layering): number[][] {
  const forward = withoutCircles(count, lines);
  const rank = ranksOf(count, forward);
  const rows: number[][] = [];
  for (let item = 0; item < count; item++) {
    const row = rank[item]!;
    while (rows.length <= row) rows.push([]);
    rows[row]!.push(item);
  }
  return ordered(rows, lines, count);
}

/** The lines with those turned round that would close a circle. */
function withoutCircles(count: number, lines: Layering['lines']): [number, number][] {
  const out = outgoing(count, lines);
  const state = new Uint8Array(count);
  const turned: [number, number][] = [];
  for (let root = 0; root < count; root++) {
    if (state[root]) continue;
    state[root] = 1;
    const stack = [{ at: root, next: 0 }];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const to = out[top.at]![top.next++];
      if (to === undefined) {
        state[top.at] = 2;
        stack.pop();
      } else if (state[to] === 1) {
        if (to !== top.at) turned.push([to, top.at]);
      } else {
        turned.push([top.at, to]);
        if (state[to]) continue;
        state[to] = 1;
        stack.push({ at: to, next: 0 });
      }
    }
  }
  return turned;
}

/** How many lines lead to each, at most: the length of the longest way. */
function ranksOf(count: number, lines: readonly (readonly [number, number])[]): number[] {
  const out = outgoing(count, lines);
  const left = new Array<number>(count).fill(0);
  for (const [, to] of lines) left[to]!++;
  const rank = new Array<number>(count).fill(0);
  const open = left.flatMap((number, item) => (number === 0 ? [item] : []));
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const to of out[at]!) {
      rank[to] = Math.max(rank[to]!, rank[at]! + 1);
      if (--left[to]! === 0) open.push(to);
    }
  }
  return rank;
}

function outgoing(count: number, lines: readonly (readonly [number, number])[]): number[][] {
  const out = Array.from({ length: count }, (): number[] => []);
  for (const [from, to] of lines) out[from]!.push(to);
  return out;
}

/** Each row in the order of the middle of what its items are joined with. */
function ordered(rows: number[][], lines: Layering['lines'], count: number): number[][] {
  const near = Array.from({ length: count }, (): number[] => []);
  for (const [from, to] of lines) {
    near[from]!.push(to);
    near[to]!.push(from);
  }
  const place = new Array<number>(count).fill(0);
  const settle = (row: readonly number[]) => {
    for (const [index, item] of row.entries()) place[item] = (index + 0.5) / row.length;
  };
  rows.forEach(settle);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const row of sweep % 2 === 0 ? rows : [...rows].reverse()) {
      const wish = new Map(
        row.map((item) => {
          const others = near[item]!;
          const sum = others.reduce((total, other) => total + place[other]!, 0);
          return [item, others.length === 0 ? place[item]! : sum / others.length];
        }),
      );
      row.sort((a, b) => wish.get(a)! - wish.get(b)! || place[a]! - place[b]!);
      settle(row);
    }
  }
  return rows;
}
