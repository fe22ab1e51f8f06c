/**
 * Micro-batches first to last - 1, of which the tree over all knows the sum: floating-point addition is not
 * associative, so only sums of these ranges may be made, and each from its two halves.
 */
export interface TreeNode {
  readonly first: number;
  readonly last: number;
}

/** Where a range is split: the left half is the largest power of two that leaves something to the right. */
function middleOf({ first, last }: TreeNode): number {
  let half = 1;
  while (half * 2 < last - first) half *= 2;
  return first + half;
}

/** The fewest nodes of the tree over `count` micro-batches that make up a range, in order. */
export function coverOf(range: TreeNode, count: number): TreeNode[] {
  const cover = (node: TreeNode): TreeNode[] => {
    if (node.first >= range.last || node.last <= range.first) return [];
    if (node.first >= range.first && node.last <= range.last) return [node];
    const middle = middleOf(node);
    return [
      ...cover({ first: node.first, last: middle }),
      ...cover({ first: middle, last: node.last }),
    ];
  };
  return range.first < range.last ? cover({ first: 0, last: count }) : [];
}

/** The part of `count` micro-batches that falls to one of `members`: neighbours, as equal as can be. */
export function shareOf(member: number, members: number, count: number): TreeNode {
  return {
    first: Math.floor((member * count) / members),
    last: Math.floor(((member + 1) * count) / members),
  };
}

/** Sums of one step's gradients, joined as soon as both halves of a node are there. */
export class GradientTree {
  readonly #count: number;
  readonly #sums = new Map<string, { readonly node: TreeNode; readonly sum: Float32Array }>();

  /** `count` micro-batches make a step. */
  constructor(count: number) {
    this.#count = count;
  }

  /** Takes a sum in, and owns it from here: it may be added to. One that is known already is dropped. */
  add(node: TreeNode, sum: Float32Array): void {
    if (this.#covers(node)) return;
    for (const inner of this.nodes())
      if (inner.first >= node.first && inner.last <= node.last) this.#sums.delete(keyOf(inner));
    this.#sums.set(keyOf(node), { node, sum });
    const parent = this.#parentOf(node);
    if (parent) this.#join(parent);
  }

  /** What is known, from the first micro-batch to the last. */
  nodes(): TreeNode[] {
    return Array.from(this.#sums.values(), ({ node }) => node).sort((a, b) => a.first - b.first);
  }

  sumOf(node: TreeNode): Float32Array | undefined {
    return this.#sums.get(keyOf(node))?.sum;
  }

  /** The sum over all, once it is there. */
  total(): Float32Array | undefined {
    return this.sumOf({ first: 0, last: this.#count });
  }

  /** Micro-batches of a range that no known sum holds. */
  missing(range: TreeNode): number[] {
    const found: number[] = [];
    for (let index = range.first; index < range.last; index++)
      if (!this.#covers({ first: index, last: index + 1 })) found.push(index);
    return found;
  }

  /** Drops the sums that reach beyond a range: others will be asked for those micro-batches. */
  keepWithin(range: TreeNode): void {
    for (const node of this.nodes())
      if (node.first < range.first || node.last > range.last) this.#sums.delete(keyOf(node));
  }

  #covers(node: TreeNode): boolean {
    return this.nodes().some(({ first, last }) => first <= node.first && last >= node.last);
  }

  #parentOf(node: TreeNode): TreeNode | undefined {
    let parent: TreeNode = { first: 0, last: this.#count };
    while (parent.last - parent.first > 1) {
      const middle = middleOf(parent);
      const child =
        node.first < middle
          ? { first: parent.first, last: middle }
          : { first: middle, last: parent.last };
      if (keyOf(child) === keyOf(node)) return parent;
      parent = child;
    }
    return undefined;
  }

  #join(parent: TreeNode): void {
    const middle = middleOf(parent);
    const left = this.#take({ first: parent.first, last: middle });
    const right = this.#take({ first: middle, last: parent.last });
    if (left && right) {
      this.#sums.delete(keyOf(left.node));
      this.#sums.delete(keyOf(right.node));
      this.add(parent, addInto(left.sum, right.sum));
    }
  }

  #take(node: TreeNode): { node: TreeNode; sum: Float32Array } | undefined {
    return this.#sums.get(keyOf(node));
  }
}

function keyOf({ first, last }: TreeNode): string {
  return `${first}-${last}`;
}

function addInto(left: Float32Array, right: Float32Array): Float32Array {
  for (let index = 0; index < left.length; index++) left[index] = left[index]! + right[index]!;
  return left;
}
