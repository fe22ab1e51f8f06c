import type { FoundNumber, NumberKind } from './plain.ts';
import { type Plain, plainNumbers, SMALL } from './plain.ts';
import { money, percent, sized, timeOf, timesOf } from './units.ts';

const ORDINALS: Readonly<Record<string, number>> = {
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
};
const MONTHS =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?';
const DATES: readonly (readonly [RegExp, (m: RegExpExecArray) => string])[] = [
  [/\b(\d{4})-(\d\d?)-(\d\d?)\b/g, (m) => iso(m[1], Number(m[2]), m[3])],
  [
    new RegExp(String.raw`\b(\d\d?)(?:st|nd|rd|th)?(?: of)?\s+(${MONTHS})\.?,?\s+(\d{4})\b`, 'g'),
    (m) => iso(m[3], monthOf(m[2]), m[1]),
  ],
  [
    new RegExp(String.raw`\b(${MONTHS})\.?\s+(\d\d?)(?:st|nd|rd|th)?,?\s+(\d{4})\b`, 'g'),
    (m) => iso(m[3], monthOf(m[1]), m[2]),
  ],
  [
    new RegExp(String.raw`\b(${MONTHS})\.?,?\s+(?:of )?(\d{4})\b`, 'g'),
    (m) => iso(m[2], monthOf(m[1]), '1'),
  ],
  [/\b(\d\d?)[./](\d\d?)[./](20\d\d)\b/g, (m) => iso(m[3], Number(m[2]), m[1])],
  [/\bq([1-4])[ -]?(?:of )?(20\d\d)\b/g, (m) => iso(m[2], Number(m[1]) * 3 - 2, '1')],
  [/\b(?:early|the (?:start|beginning) of) (20\d\d)\b/g, (m) => iso(m[1], 1, '1')],
  [/\b(?:mid|middle of)[ -]?(20\d\d)\b/g, (m) => iso(m[1], 7, '1')],
  [/\b(?:late|the end of) (20\d\d)\b/g, (m) => iso(m[1], 12, '1')],
  [
    /(?<=\b(?:in|until|till|to|from|of|by|starting|starts|start|begin|begins) )(20[23]\d)\b(?! ?(?:gpus?|nodes?|cards?|chips?|spares?|racks?|[a-z]+s\b))/g,
    (m) => iso(m[1], 1, '1'),
  ],
];

function iso(year = '', month: number, day = '1'): string {
  return `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function monthOf(name = ''): number {
  return (
    1 +
    ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'].indexOf(
      name.slice(0, 3),
    )
  );
}

/** All numbers of a text, in order. `isTaken` says which characters belong to a name already, as the 100 of H100. */
export function findNumbers(
  text: string,
  isTaken: (at: number) => boolean = () => false,
): FoundNumber[] {
  const lower = text.toLowerCase();
  const found: FoundNumber[] = [];
  const free = (start: number, end: number): boolean => {
    for (let at = start; at < end; at++)
      if (isTaken(at) || found.some((one) => at >= one.start && at < one.end)) return false;
    return true;
  };
  for (const [pattern, read] of DATES)
    for (const match of lower.matchAll(pattern)) {
      const end = match.index + match[0].length;
      if (free(match.index, end))
        found.push({ start: match.index, end, kind: 'date', value: 0, text: read(match) });
    }
  for (const written of spelled(lower)) if (free(written.start, written.end)) found.push(written);
  for (const ordinal of ordinals(lower))
    if (ordinal.isNumbered && free(ordinal.start, ordinal.end)) found.push(ordinal.found);
  for (const plain of plainNumbers(lower)) {
    if (!free(plain.start, plain.end)) continue;
    const whole = measured(text, lower, plain);
    // The GB of "500 GB200" is no unit.
    found.push(free(whole.start, whole.end) ? whole : bare(plain));
  }
  for (const word of scaleWords(lower)) if (free(word.start, word.end)) found.push(word);
  for (const ordinal of ordinals(lower))
    if (free(ordinal.start, ordinal.end)) found.push(ordinal.found);
  return found
    .filter((one) => !Number.isNaN(one.value))
    .map((one) => ({ ...one, written: lower.slice(one.start, one.end) }))
    .sort((a, b) => a.start - b.start);
}

function bare({ start, end, value, digits }: Plain): FoundNumber {
  return { start, end, kind: 'count', value, text: digits };
}

/** What follows a number says what it measures. */
function measured(text: string, lower: string, plain: Plain): FoundNumber {
  const rest = lower.slice(plain.end);
  const gap = /^[\s-]*/.exec(rest)?.[0].length ?? 0;
  const after = rest.slice(gap);
  const at = plain.end + gap;
  const make = (
    kind: NumberKind,
    length: number,
    written: string,
    value = plain.value,
  ): FoundNumber =>
    relative(lower, {
      start: plain.start,
      end: length === 0 ? plain.end : at + length,
      kind,
      value,
      text: written,
    });
  const unit =
    money(after, plain, make) ?? percent(after, plain, make) ?? timesOf(after, plain, make);
  if (unit) return unit;
  const size = sized(text.slice(at), after, plain, make);
  if (size) return size;
  const timed = timeOf(after, plain, make);
  if (timed) return timed;
  const often = /^(?:times?\s*)?(?:\/|per|an?|every|each)\s*(day|week|month|year|hour)\b/.exec(
    after,
  );
  if (often) return make('freq', often[0].length, `${plain.digits} 1/${often[1]}`);
  return make('count', 0, plain.digits);
}

const MORE =
  /^(?:\s*[a-z-]+)?\s*\b(?:more|extra|additional|higher|longer|larger|bigger|later|dearer|more expensive|increase|further|on top)\b/;
const LESS =
  /^(?:\s*[a-z-]+)?\s*\b(?:fewer|less|lower|shorter|smaller|cheaper|faster|earlier|decrease|reduction)\b/;
const RAISED =
  /\b(?:increase|increases|increased|raise|raised|raises|grow|grows|grew|rise|rises|rose|up|add|another|extra|additional|grown)\b[^0-9]{0,40}?$/;
const LOWERED =
  /\b(?:decrease|decreases|reduce|reduced|reduces|cut|cuts|lower|lowered|drop|drops|dropped|fall|falls|fell|shrink|shrinks|down|remove|lose|lost)\b[^0-9]{0,40}?$/;

/** "Up 20 %", "10 % off": a change that is said right beside the number. */
const UP =
  /\b(?:up|plus|add|grew|grows|rose|rises|climbs|climbed|gains?)\s*(?:by\s*)?(?:another\s*)?$/;
const DOWN =
  /\b(?:down|minus|off|knock|shave|take|fell|falls|sank|sinks|lose|loses?|lost)\s*(?:by\s*)?$/;
const UPWARDS = /^\s*(?:up|hike|rise|raise|increase|on top|dearer|bigger|surcharge|premium)\b/;
const DOWNWARDS = /^\s*(?:off|down|cut|drop|fall|decrease|discount|rebate|saving|less)\b/;
const GIVEN = /\b(?:plus|throw in|tack on|(?:a )?further)\s*$/;
const TAKEN = /\b(?:lose|losing|lost|remove|minus|take away|shed|without)\s*$/;

function signBeside(found: FoundNumber, before: string, after: string): number {
  if (found.kind === 'percent') {
    if (DOWNWARDS.test(after)) return -1;
    if (UPWARDS.test(after)) return 1;
    // "Lose 5 % in the heat" is a share, "knock 5 % off" a change.
    if (/\b(?:lose|loses|lost|take|knock|shave)\s*$/.test(before)) return 0;
    return DOWN.test(before) ? -1 : UP.test(before) ? 1 : 0;
  }
  if (found.kind !== 'count') return 0;
  return TAKEN.test(before) ? -1 : GIVEN.test(before) ? 1 : 0;
}

/** "20 % more", "5,000 fewer": a change of what stands in the file. */
function relative(lower: string, found: FoundNumber): FoundNumber {
  const after = lower.slice(found.end);
  const before = lower.slice(Math.max(0, found.start - 60), found.start);
  const by =
    /\bby\s+(?:about\s+)?$/.test(before) ||
    /\b(?:add|another|extra|additional|remove)\s*$/.test(before);
  const sign =
    MORE.test(after) || (by && RAISED.test(before))
      ? 1
      : LESS.test(after) || (by && LOWERED.test(before))
        ? -1
        : signBeside(found, before, after);
  if (sign === 0) return found;
  if (found.kind === 'percent') {
    const factor = Number((1 + (sign * found.value) / 100).toPrecision(12));
    return { ...found, kind: 'scale', value: factor, text: String(factor) };
  }
  if (found.kind === 'count' || found.kind === 'time')
    return {
      ...found,
      kind: 'add',
      value: sign * found.value,
      text: `${sign < 0 ? '-' : ''}${found.text}`,
    };
  return found;
}

const FACTORS: readonly (readonly [RegExp, number])[] = [
  [/\bhalf again(?: as (?:many|much|long|large|big))?\b/g, 1.5],
  [/\ba third (?:more|higher|longer|larger|bigger|up)\b/g, 4 / 3],
  [/\ba third (?:less|fewer|lower|shorter|smaller|cheaper|off|down)\b/g, 2 / 3],
  [/\ba quarter (?:more|higher|longer|larger|bigger|up)\b/g, 1.25],
  [/\ba quarter (?:less|fewer|lower|shorter|smaller|cheaper|off|down)\b/g, 0.75],
  [/\btwo[ -]thirds (?:of|as)\b/g, 2 / 3],
  [/\bthree[ -]quarters (?:of(?! an? )|as)\b/g, 0.75],
  [/\b(?:double|doubled|doubling|doubles|twice)\b/g, 2],
  [/\b(?:triple|tripled|tripling|triples|threefold|thrice)\b/g, 3],
  [/\b(?:quadruple|quadrupled|quadrupling|fourfold)\b/g, 4],
  [/\b(?:tenfold)\b/g, 10],
  [/\b(?:halve|halved|halving|halves|half)\b(?! an? )/g, 0.5],
  [/\ba third(?: of| as)\b/g, 1 / 3],
  [/\ba quarter(?: of| as)\b/g, 0.25],
  [/\ba tenth(?: of| as)\b/g, 0.1],
];

const LENGTHS: readonly (readonly [RegExp, (m: RegExpExecArray) => string])[] = [
  [
    /\b(\d+)\s?h(?:ours?|rs?)?\s?(?:and )?(\d+)\s?(?:m|mins?|minutes?)\b/g,
    (m) => `${Number(m[1]) * 60 + Number(m[2])} min`,
  ],
  [
    /\b(\d+)\s?m(?:in(?:ute)?s?)?\s?(?:and )?(\d+)\s?(?:s|secs?|seconds?)\b/g,
    (m) => `${Number(m[1]) * 60 + Number(m[2])} s`,
  ],
  [/\bthree[ -]quarters of an hour\b/g, () => '45 min'],
  [/\b(?:a )?quarter of an hour\b/g, () => '15 min'],
  [/\ban hour and a half\b/g, () => '1.5 h'],
  [/\ba (day|week|month|year) and a half\b/g, (m) => `1.5 ${m[1] === 'day' ? 'd' : `${m[1]}s`}`],
  [/\b1\/2 (?:an )?hour\b/g, () => '0.5 h'],
];
const MULTIPLIED =
  /(?<=\b(?:multiply|multiplied|scale|scaled|grow|grown)\b[^,.?;]{0,30} by |\btimes )(\d+(?:\.\d+)?|two|three|four|five|ten)\b(?! ?(?:%|percent|per ?cent|[a-z]*s\b))|(?<![\w.])x ?(\d+(?:\.\d+)?)\b/g;

/** Lengths of two parts, and factors that come after "by" or "x". */
function* spelled(lower: string): Generator<FoundNumber> {
  for (const [pattern, read] of LENGTHS)
    for (const match of lower.matchAll(pattern)) {
      const text = read(match);
      const [start, end] = [match.index, match.index + match[0].length];
      yield { start, end, kind: 'time', value: Number.parseFloat(text), text };
    }
  for (const match of lower.matchAll(MULTIPLIED)) {
    const written = match[1] ?? match[2] ?? '';
    const value = SMALL[written] ?? Number(written);
    const [start, end] = [match.index, match.index + match[0].length];
    yield { start, end, kind: 'scale', value, text: String(value) };
  }
}

function* scaleWords(lower: string): Generator<FoundNumber> {
  for (const [pattern, value] of FACTORS)
    for (const match of lower.matchAll(pattern))
      yield {
        start: match.index,
        end: match.index + match[0].length,
        kind: 'scale',
        value,
        text: String(Number(value.toPrecision(12))),
      };
  for (const match of lower.matchAll(
    /\ban? (?:whole |full |entire |single |simulated |virtual |random |typical )?(hour|day|week|fortnight|month|quarter|year|minute)\b/g,
  )) {
    const before = lower.slice(Math.max(0, match.index - 12), match.index);
    // "how many a day" is a rate, not a length.
    const [length, unit] = {
      fortnight: ['14', 'd'],
      quarter: ['90', 'd'],
      hour: ['1', 'h'],
      day: ['1', 'd'],
      week: ['1', 'weeks'],
      month: ['1', 'months'],
      year: ['1', 'years'],
      minute: ['1', 'min'],
    }[match[1] ?? 'day'] ?? ['1', 'd'];
    if (
      /(?:\bof|\bfor|\bover|\bin|\bevery|\bduring|\bwithin|\bafter|\bsimulate|\btook|\btakes?|\brun|\blive|\bis|\bby|\blike|\bto|\bthrough|\bneeds?|\bsimulated|\bimagine|\bplay|\bby|\bnow|\btwin|\bwatch|\bjust|\bonly|\babout|\bwatch|\bsimulating|\bgo|\bdoes|\bwould|\bcould|\bmight|\band|\bshow|\bme|\bwith|\buntil|\banother|\bsim|\bexpect|^)\s?$|\ba (?:simulated|virtual|typical|random) $/.test(
        before,
      )
    )
      yield {
        start: match.index,
        end: match.index + match[0].length,
        kind: 'time',
        value: 1,
        text: `${length} ${unit}`,
      };
  }
}

const ORDINAL = new RegExp(
  String.raw`\b(?:(?:number|no\.?|rank|#)\s?(\d{1,3}|${Object.keys(SMALL).slice(1, 13).join('|')})|(\d{1,3})(?:st|nd|rd|th)|(${Object.keys(ORDINALS).join('|')}))(?:[ -](?:best|fastest|ranked|placed))?\b|\brunner[ -]?up\b`,
  'g',
);

interface Ordinal {
  readonly start: number;
  readonly end: number;
  /** "number 4", which is no count. */
  readonly isNumbered: boolean;
  readonly found: FoundNumber;
}

function* ordinals(lower: string): Generator<Ordinal> {
  for (const match of lower.matchAll(ORDINAL)) {
    const [all, numbered, digits, word = ''] = match;
    const value = all.startsWith('runner')
      ? 2
      : Number(SMALL[numbered ?? ''] ?? numbered ?? digits ?? ORDINALS[word]);
    const before = lower.slice(0, match.index);
    const isUnit =
      !all.startsWith('runner') &&
      /\b(?:per|a|each|every|tokens?)\s$|[\d/]\s?$/.test(before) &&
      !/best|fastest|ranked/.test(all);
    const [start, end] = [match.index, match.index + all.length];
    const isNumbered = numbered !== undefined && !/^\s*(?:gpus?|nodes?|%)/.test(lower.slice(end));
    if (!isUnit)
      yield {
        start,
        end,
        isNumbered,
        found: { start, end, kind: 'ord', value, text: String(value) },
      };
  }
}
