import type { RandomStream } from '@gigafactory/core/base';

export function pick<Item>(stream: RandomStream, items: readonly Item[]): Item {
  return items[stream.integer(items.length)]!;
}

export function isLikely(stream: RandomStream, probability: number): boolean {
  return stream.next() < probability;
}

/** One of the keys, by their weights. */
export function weigh<Name extends string>(
  stream: RandomStream,
  weights: Readonly<Record<Name, number>>,
): Name {
  const names = Object.keys(weights) as Name[];
  let left = stream.next() * names.reduce((sum, name) => sum + weights[name], 0);
  for (const name of names) {
    left -= weights[name];
    if (left < 0) return name;
  }
  return names[0]!;
}
