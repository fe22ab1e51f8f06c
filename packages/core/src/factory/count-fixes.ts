import { type Fix, multiplesNear, showQuantity } from '../base/index.ts';

/** To take the whole multiples next to a count, where those are not too many. */
export function countFixes(
  path: string,
  count: number,
  of: number,
  most = Infinity,
): readonly Fix[] {
  return multiplesNear(count, of)
    .filter((each) => each <= most)
    .map((each) => ({ label: `Take ${showQuantity(each, '1')}`, edits: { [path]: `${each}` } }));
}
