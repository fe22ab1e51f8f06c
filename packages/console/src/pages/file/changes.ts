/**
 * Which lines of `after` are not in `before`, counted from 0. Edits change few lines, so the common head and
 * tail are cut off and the rest is compared as a multiset of lines.
 */
export function changedLines(before: string, after: string): ReadonlySet<number> {
  const old = before.split('\n');
  const now = after.split('\n');
  let head = 0;
  while (head < now.length && now[head] === old[head]) head++;
  let tail = 0;
  while (tail < now.length - head && now.at(-1 - tail) === old.at(-1 - tail)) tail++;
  const left = new Map<string, number>();
  for (const line of old.slice(head, old.length - tail)) left.set(line, (left.get(line) ?? 0) + 1);
  const changed = new Set<number>();
  for (let index = head; index < now.length - tail; index++) {
    const line = now[index] ?? '';
    const count = left.get(line) ?? 0;
    if (count > 0) left.set(line, count - 1);
    else changed.add(index);
  }
  return changed;
}
