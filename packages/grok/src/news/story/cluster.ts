/** How alike two items are, by their places. */
export interface Edge {
  readonly a: number;
  readonly b: number;
  readonly score: number;
}

/** What a pair that was not compared counts for, beside one that was: not everything is compared. */
const UNKNOWN = 0.25;

interface Link {
  sum: number;
  known: number;
}

/**
 * Joins what is alike on average: two groups become one while all their pairs come to the threshold together. One item that resembles two
 * stories does not make one of them.
 * @returns groups of places
 */
export function cluster(count: number, edges: readonly Edge[], threshold: number): number[][] {
  const groups = new Map<number, number[]>();
  const links = new Map<number, Map<number, Link>>();
  for (let at = 0; at < count; at++) groups.set(at, [at]);
  for (const { a, b, score } of edges) {
    linksOf(links, a).set(b, { sum: score, known: 1 });
    linksOf(links, b).set(a, { sum: score, known: 1 });
  }
  const queue = new Heap();
  for (const { a, b, score } of edges) if (score >= threshold) queue.push({ a, b, score });
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { a, b, score } = next;
    const [left, right] = [groups.get(a), groups.get(b)];
    const link = links.get(a)?.get(b);
    // Groups that have changed since have other, newer rows in the queue.
    if (!left || !right || !link || averageOf(link, left.length * right.length) !== score) continue;
    const kept = left.length >= right.length ? a : b;
    const gone = kept === a ? b : a;
    groups.set(kept, [...groups.get(kept)!, ...groups.get(gone)!]);
    groups.delete(gone);
    move(links, kept, gone);
    const size = groups.get(kept)!.length;
    for (const [other, each] of linksOf(links, kept)) {
      const average = averageOf(each, size * groups.get(other)!.length);
      if (average >= threshold) queue.push({ a: kept, b: other, score: average });
    }
  }
  return [...groups.values()];
}

function linksOf(links: Map<number, Map<number, Link>>, at: number): Map<number, Link> {
  const known = links.get(at);
  if (known) return known;
  const made = new Map<number, Link>();
  links.set(at, made);
  return made;
}

function move(links: Map<number, Map<number, Link>>, kept: number, gone: number): void {
  const own = linksOf(links, kept);
  for (const [other, { sum, known }] of linksOf(links, gone)) {
    links.get(other)?.delete(gone);
    if (other === kept) continue;
    const before = own.get(other);
    const both = { sum: sum + (before?.sum ?? 0), known: known + (before?.known ?? 0) };
    own.set(other, both);
    linksOf(links, other).set(kept, both);
  }
  links.delete(gone);
  own.delete(gone);
}

function averageOf({ sum, known }: Link, pairs: number): number {
  return sum / (known + UNKNOWN * (pairs - known));
}

/** The most alike first; equal ones by their places, so that the same items make the same stories. */
class Heap {
  readonly #rows: Edge[] = [];

  push(row: Edge): void {
    const rows = this.#rows;
    rows.push(row);
    let at = rows.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(rows[at]!, rows[parent]!)) return;
      [rows[at], rows[parent]] = [rows[parent]!, rows[at]!];
      at = parent;
    }
  }

  pop(): Edge | undefined {
    const rows = this.#rows;
    const first = rows[0];
    const last = rows.pop();
    if (!first || !last || rows.length === 0) return first;
    rows[0] = last;
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (left < rows.length && before(rows[left]!, rows[least]!)) least = left;
      if (right < rows.length && before(rows[right]!, rows[least]!)) least = right;
      if (least === at) return first;
      [rows[at], rows[least]] = [rows[least]!, rows[at]!];
      at = least;
    }
  }
}

function before(x: Edge, y: Edge): boolean {
  if (x.score !== y.score) return x.score > y.score;
  return x.a !== y.a ? x.a < y.a : x.b < y.b;
}
