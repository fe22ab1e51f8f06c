/* Host lists of Slurm: `n[0-7,9],gpu[001-016]`; numbers keep their leading zeros. */

/** The names that a host list stands for, in its order; `(null)` and nothing stand for none. */
export function expandHostlist(text: string): readonly string[] {
  if (text === '' || text === '(null)') return [];
  return splitOutside(text).flatMap(expandName);
}

/** The shortest host list of these names that keeps runs of numbers together, in their order. */
export function compressHostlist(names: readonly string[]): string {
  const groups: { stem: string; ranges: { first: string; last: string }[] }[] = [];
  for (const name of names) {
    const [, stem, digits] = /^(.*?)(\d*)$/.exec(name)!;
    let group = groups.at(-1);
    if (!group || group.stem !== stem || digits === '') {
      group = { stem: stem!, ranges: [] };
      groups.push(group);
    }
    const range = group.ranges.at(-1);
    if (range && follows(range.last, digits!)) range.last = digits!;
    else group.ranges.push({ first: digits!, last: digits! });
  }
  return groups.map(({ stem, ranges }) => stem + showRanges(ranges)).join();
}

function showRanges(ranges: readonly { readonly first: string; readonly last: string }[]): string {
  const shown = ranges.map(({ first, last }) => (first === last ? first : `${first}-${last}`));
  return ranges.length === 1 && ranges[0]!.first === ranges[0]!.last ? shown[0]! : `[${shown}]`;
}

/** Whether a number is the next one, written in the same way; beyond 15 digits they are only names. */
function follows(last: string, next: string): boolean {
  if (last === '' || next === '' || last.length > 15) return false;
  const expected = String(Number(last) + 1);
  const width = last.startsWith('0') ? last.length : 0;
  return next === expected.padStart(width, '0') && (next.length === last.length || width === 0);
}

/** Splits at the commas that stand in no bracket. */
function splitOutside(text: string): readonly string[] {
  return text.match(/(?:[^,[\]]|\[[^\]]*\])+/g) ?? [];
}

function expandName(name: string): readonly string[] {
  const found = /^([^[]*)\[([^\]]*)\](.*)$/.exec(name);
  if (!found) return [name];
  const [, before, ranges, after] = found;
  const tails = expandName(after!);
  return ranges!
    .split(',')
    .flatMap(expandRange)
    .flatMap((number) => tails.map((tail) => `${before}${number}${tail}`));
}

function expandRange(range: string): readonly string[] {
  const [first = '', last] = range.split('-');
  if (last === undefined) return [range];
  const count = Number(last) - Number(first) + 1;
  if (!(count > 0)) return [];
  return Array.from({ length: count }, (_, index) =>
    String(Number(first) + index).padStart(first.length, '0'),
  );
}
