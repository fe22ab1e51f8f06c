/** More names than this are a family, with no reason to propose one rather than another. */
const FEW = 3;

/**
 * The known name that was probably meant: the first of `nearestNames`, if these are few. Undefined if
 * nothing is close.
 */
export function nearestName(wanted: string, known: Iterable<string>): string | undefined {
  const names = nearestNames(wanted, known);
  return names.length <= FEW ? names[0] : undefined;
}

/**
 * The known names that may have been meant, likeliest first: those that are the same but for case and dashes;
 * else those that begin with it (`a100` of `a100-sxm-80gb`); else the one that is a typo away; else
 * those that share its parts.
 */
export function nearestNames(wanted: string, known: Iterable<string>): readonly string[] {
  const all = [...known];
  const want = tokensOf(wanted);
  const alike = (isAlike: (name: string) => boolean) => byDistance(wanted, all.filter(isAlike));
  if (want.letters === '') return slip(wanted, all);
  const tries = [
    () => alike((name) => lettersOf(name) === want.letters),
    () => alike((name) => leads(name, want.letters)),
    () => slip(wanted, all),
    () => (want.letters.length < 3 ? [] : alike((name) => holds(name, want.letters))),
    () =>
      want.letters.length < 3 ? [] : alike((name) => lettersOf(name).startsWith(want.letters)),
    () =>
      longest(
        alike((name) => lettersOf(name).length > 3 && want.letters.includes(lettersOf(name))),
      ),
    () => alike((name) => want.words.some((word) => /\d/.test(word) && leads(name, word))),
    () =>
      want.tokens.length < 2 ? [] : alike((name) => isWithin(want.tokens, tokensOf(name).tokens)),
  ];
  for (const names of tries) {
    const found = names();
    if (found.length > 0) return found;
  }
  return [];
}

/** The name closest to the wanted one, if it is close enough for a typo. */
function slip(wanted: string, known: readonly string[]): readonly string[] {
  const lower = wanted.toLowerCase();
  // A third of the letters may be wrong: one of `GBs`, two of `hoper100`.
  const most = Math.max(1, Math.floor(wanted.length / 3));
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of known) {
    if (Math.abs(name.length - wanted.length) > most) continue;
    const distance = editDistance(lower, name.toLowerCase());
    // A typo in a one-letter name leaves nothing in common.
    if (distance > most || distance >= Math.max(name.length, wanted.length)) continue;
    const rank = distance + editDistance(wanted, name) / 1000;
    if (rank < least) {
      least = rank;
      best = name;
    }
  }
  return best === undefined ? [] : [best];
}

/** Words between dashes, dots and humps; tokens are their runs of letters and of digits. */
function tokensOf(name: string) {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const tokens = words.flatMap((word) => word.match(/[a-z]+|[0-9]+/g) ?? []);
  return { words, tokens, letters: words.join('') };
}

function lettersOf(name: string): string {
  return tokensOf(name).letters;
}

/** Whether this is some, but not all, of the first words of a name. */
function leads(name: string, letters: string): boolean {
  const { words } = tokensOf(name);
  let led = '';
  for (const word of words.slice(0, -1)) {
    led += word;
    if (led === letters) return true;
  }
  return false;
}

/** Whether this is a sequence of consecutive words in a name. */
function holds(name: string, letters: string): boolean {
  const { words } = tokensOf(name);
  return words.some((_, from) => {
    let held = '';
    return words.slice(from).some((word) => {
      held += word;
      return held === letters;
    });
  });
}

/** Whether all these tokens occur among others, in the same order. */
function isWithin(some: readonly string[], others: readonly string[]): boolean {
  let at = 0;
  for (const other of others) if (other === some[at]) at++;
  return at === some.length;
}

function byDistance(wanted: string, names: readonly string[]): readonly string[] {
  const ranked = names.map((name) => ({ name, distance: editDistance(wanted, name) }));
  return ranked.sort((a, b) => a.distance - b.distance).map(({ name }) => name);
}

/** Of the names contained in a longer text, the one that covers most of it. */
function longest(names: readonly string[]): readonly string[] {
  const most = Math.max(0, ...names.map((name) => name.length));
  return names.filter(({ length }) => length === most);
}

/**
 * Damerau-Levenshtein distance in its optimal string alignment form: insertions, deletions,
 * substitutions and swaps of neighbours, no part edited twice.
 */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let least = Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + (same ? 0 : 1),
      );
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (row > 1 && column > 1 && swapped) least = Math.min(least, before[column - 2]! + 1);
      current.push(least);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length]!;
}

/** The multiple below a number, if there is one, and the one above; none of what is not whole. */
export function multiplesNear(value: number, of: number): number[] {
  if (!Number.isInteger(of) || of < 1) return [];
  const below = Math.floor(value / of) * of;
  return below > 0 ? [below, below + of] : [of];
}
