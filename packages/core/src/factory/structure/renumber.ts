import { isMap, isScalar, type Pair, type Scalar } from 'yaml';
import { mapValue, type Result } from '../../base/index.ts';
import type { Also, Restructured } from './change.ts';
import { rewritten } from './rewrite.ts';
import { type Edited, holderOf, meaningOf, reread } from './step.ts';

/** Paths of scenarios that lead to claims, by their new indices: the claims have changed places. */
export function renumbered(
  before: Edited,
  newIndex: (index: number) => number,
  path: string,
): Result<Restructured> {
  const scenarios = holderOf(before.parsed, 'scenarios');
  const changes: [Scalar, string][] = [];
  const also: Also[] = [];
  for (const { key: name, value } of (scenarios?.items ?? []) as Pair[]) {
    for (const { key } of isMap(value) ? value.items : []) {
      const to = isScalar(key) ? numbered(String(key.value), newIndex) : undefined;
      if (to === undefined) continue;
      changes.push([key as Scalar, to]);
      also.push({
        path: `scenarios.${String((name as Scalar).value)}.${String((key as Scalar).value)}`,
        change: 'renamed',
      });
    }
  }
  const { text } = before;
  if (changes.length === 0) return { ok: true, value: { text, path, also } };
  const now = rewritten(text, changes);
  const meant = meaningOf(before.parsed.document.contents);
  const result = reread(
    before,
    now,
    path,
    ({ document }) => meaningOf(document.contents) === meant,
  );
  return mapValue(result, (after) => ({ text: after.text, path, also }));
}

/** The path with the new index; undefined for one that stays. */
function numbered(path: string, newIndex: (index: number) => number): string | undefined {
  const [first, index = '', ...rest] = path.split('.');
  if (first !== 'requirements' || !/^\d{1,6}$/.test(index)) return undefined;
  const to = newIndex(Number(index));
  return to < 0 || to === Number(index) ? undefined : ['requirements', to, ...rest].join('.');
}
