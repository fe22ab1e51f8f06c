import { ok, type Result } from '../../base/index.ts';
import { blocksOf, reordered } from './blocks.ts';
import type { Restructured } from './change.ts';
import { type EntryPlace, isList, pathOf } from './collections.ts';
import { renumbered } from './renumber.ts';
import { indexIn } from './sites.ts';
import { type Edited, holderOf, meaningOf, reread } from './step.ts';

/** Moves an entry by some places, as far as there are any. */
export function moveEntry(before: Edited, entry: EntryPlace, by: number): Result<Restructured> {
  const { text, parsed } = before;
  const { collection, name } = entry;
  const holder = holderOf(parsed, collection)!;
  const from = indexIn(holder, name);
  const to = Math.max(0, Math.min(holder.items.length - 1, from + by));
  const path = pathOf(collection, isList(collection) ? `${to}` : name);
  if (to === from) return ok({ text, path, also: [] });
  const order = holder.items.map((_, index) => index);
  order.splice(to, 0, ...order.splice(from, 1));
  const blocks = blocksOf(text, holder);
  const moved = blocks && reordered(text, blocks, order);
  const items = [...holder.items];
  holder.items.splice(0, items.length, ...(order.map((index) => items[index]) as never[]));
  const meant = meaningOf(parsed.document.contents);
  const result = reread(
    before,
    moved,
    path,
    ({ document }) => meaningOf(document.contents) === meant,
  );
  if (!result.ok || !isList(collection))
    return result.ok ? ok({ text: result.value.text, path, also: [] }) : result;
  return renumbered(result.value, (index) => order.indexOf(index), path);
}
