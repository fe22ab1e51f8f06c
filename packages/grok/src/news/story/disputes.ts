import type { Item } from '../item.ts';
import { type Quantity, quantitiesOf } from '../text/numbers.ts';
import { quotesOf } from '../text/quotes.ts';
import { sentencesOf } from '../text/sentences.ts';
import { stemOf, termsOf } from '../text/terms.ts';

/** Words that say that something is doubted, or denied by somebody else. */
const DOUBT =
  /\b(hoax(es)?|debunk\w*|fact[- ]?check\w*|fabricated|fake (news|story|stories|claims?|posts?|images?|videos?|photos?|messages?|quotes?|accounts?)|false(ly)?|untrue|not true|baseless|unfounded|unverified|unconfirmed|rumou?rs?|misquot\w*|out of context|doctored|no evidence|misleading|disput(e|ed|es)|contradict\w*|den(y|ies|ied)|rejects? (the )?claims?|falschmeldung|gerücht\w*|dementier\w*|bestreitet|unwahr|erfunden|unbestätigt\w*|rumeurs?|canular|dément\w*|fausse? (information|nouvelle)|infondé\w*|non confirmé\w*|bulo|rumor(es)?|desmient\w*|desmint\w*|niega\w*|falso|sin confirmar)\b/i;

/** Words of which one source says the one and another the other. */
const OPPOSITES: readonly (readonly [RegExp, RegExp])[] = [
  [
    /\b(approv(e|es|ed|al)|pass(es|ed)|backs?|backed)\b/i,
    /\b(reject(s|ed)?|block(s|ed)|vot(e|es|ed) down|turn(s|ed) down|veto(es|ed)?)\b/i,
  ],
  [
    /\b(ris(e|es|en)|rose|climb(s|ed)?|increas(e|es|ed)|jump(s|ed)|grew|gain(s|ed)|up)\b.{0,20}\d+(\.\d+)?\s?(%|percent|per cent)/i,
    /\b(fall(s|en)?|fell|drop(s|ped)?|decreas(e|es|ed)|declin(e|es|ed)|slump(s|ed)|sank|down)\b.{0,20}\d+(\.\d+)?\s?(%|percent|per cent)/i,
  ],
  [
    /\b(surviv(e|es|ed|ors?)|is alive|unharmed|unhurt|no (one|injuries|deaths|casualties)|nobody (was )?(hurt|killed|injured))\b/i,
    /\b(died|dies|dead|killed|was found dead|has died)\b/i,
  ],
  [/\b(guilty|convicted|found liable)\b/i, /\b(acquitted|cleared|not guilty)\b/i],
  [
    /\b(on schedule|on time|ahead of schedule)\b/i,
    /\b(delay(s|ed)|postpon(e|es|ed)|behind schedule|pushed back)\b/i,
  ],
  [
    /\b(arrested|detained|in custody)\b/i,
    /\b(no arrests?|still at large|released without charge)\b/i,
  ],
  [
    /\b(resign(s|ed)|step(s|ped)? down|quit(s)?)\b/i,
    /\b(will (stay|remain)|stays on|refus(es|ed) to (resign|step down|quit)|no plans? to (resign|step down|quit|leave))\b/i,
  ],
];

/** Bare numbers of two texts are of one thing from this share of common words around them. */
const SAME_THING = 0.4;
/** A quote is another wording of a quote from this share of common words on, and the same from the second on. */
const MISQUOTED = 0.5;
const SAME_WORDS = 0.97;

/** Numbers further apart count two things; a slip of the decimal point is a factor of ten. */
const FURTHEST = 10.5;

/**
 * Whether houses contradict each other, or one says that another is wrong. A copy in which a number is another one counts too: who
 * copied whom cannot be seen.
 */
export function isDisputed(items: readonly Item[]): boolean {
  if (items.some(({ text }) => DOUBT.test(text))) return true;
  return items.some((a, at) =>
    items.slice(at + 1).some((b) => a.publisher !== b.publisher && contradict(a, b)),
  );
}

function contradict(a: Item, b: Item): boolean {
  return (
    OPPOSITES.some(
      ([one, other]) =>
        (one.test(a.text) && !other.test(a.text) && other.test(b.text) && !one.test(b.text)) ||
        (one.test(b.text) && !other.test(b.text) && other.test(a.text) && !one.test(a.text)),
    ) ||
    numbersDiffer(a, b) ||
    quotesDiffer(a, b)
  );
}

interface Figure extends Quantity {
  /** What stands around it in its sentence. */
  readonly about: ReadonlySet<string>;
}

const figures = new WeakMap<Item, readonly Figure[]>();

function figuresOf(item: Item): readonly Figure[] {
  const known = figures.get(item);
  if (known) return known;
  const { text, language } = item;
  const sentences = sentencesOf(text, language).map((sentence) => ({
    ...sentence,
    about: new Set(
      [...termsOf(sentence.text, language).keys()].filter((term) => !/^\d/.test(term)),
    ),
  }));
  const made = quantitiesOf(text, language).flatMap((quantity) => {
    const around = sentences.find(
      ({ start, end }) => quantity.start >= start && quantity.end <= end,
    );
    return around ? [{ ...quantity, about: around.about }] : [];
  });
  figures.set(item, made);
  return made;
}

/** One says a number of something that the other says otherwise, and neither says the other's. */
function numbersDiffer(a: Item, b: Item): boolean {
  const [mine, theirs] = [figuresOf(a), figuresOf(b)];
  return mine.some((x) => {
    const same = theirs.filter((y) => isOfOneThing(x, y, a.language));
    if (same.length === 0 || same.some((y) => agree(x, y))) return false;
    // Somewhere else in the text the other's number may stand too.
    return same.every((y) => !mine.some((z) => isOfOneUnit(z, y, a.language) && agree(z, y)));
  });
}

function isOfOneUnit(x: Quantity, y: Quantity, language: string): boolean {
  if (x.unit === y.unit) return true;
  if (x.unit === '' || y.unit === '') return false;
  const stems = (unit: string): string[] => unit.split(' ').map((word) => stemOf(word, language));
  const own = stems(x.unit);
  return stems(y.unit).some((stem) => stem.length > 3 && own.includes(stem));
}

const NAMED_UNIT = /^(usd|eur|gbp|%|mw|gw|km|mile|m)$/;

function isOfOneThing(x: Figure, y: Figure, language: string): boolean {
  if (x.unit === '' || !isOfOneUnit(x, y, language)) return false;
  if (Math.max(x.value, y.value) > FURTHEST * Math.min(x.value, y.value)) return false;
  const shared = [...x.about].filter((term) => y.about.has(term)).length;
  const share = shared / Math.max(1, Math.min(x.about.size, y.about.size));
  return share >= (NAMED_UNIT.test(x.unit) ? SAME_THING : SAME_THING / 2);
}

/** As far as the less exact one says. */
function agree(x: Quantity, y: Quantity): boolean {
  // Those for and those against.
  if (x.unit === '%' && Math.abs(x.value + y.value - 100) < 1e-6) return true;
  const difference = Math.abs(x.value - y.value);
  const round = Math.max(x.slack, y.slack);
  // A round number stands for what is near it, but not for anything.
  return difference <= Math.min(round, 0.05 * Math.max(x.value, y.value));
}

function quotesDiffer(a: Item, b: Item): boolean {
  const theirs = quotesOf(b.text).map(({ text }) => wordsOf(text));
  return quotesOf(a.text).some(({ text }) => {
    const mine = wordsOf(text);
    return theirs.some((other) => {
      const [short, long] = mine.length <= other.length ? [mine, other] : [other, mine];
      if (short.length < 5) return false;
      const share = short.filter((word) => long.includes(word)).length / short.length;
      // A part of a longer quote is the same words.
      const isPart = ` ${long.join(' ')} `.includes(` ${short.join(' ')} `);
      return share >= MISQUOTED && !isPart && share < SAME_WORDS + (1 - SAME_WORDS) * 0.5;
    });
  });
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
