import type { FoundNumber, NumberKind } from './plain.ts';
import { type Plain, SCALES, showPlain } from './plain.ts';

const TIMES: readonly (readonly [RegExp, string])[] = [
  [/^(ms|msecs?|milliseconds?)\b/, 'ms'],
  [/^(minutes?|mins?)\b/, 'min'],
  [/^(months?)\b/, 'months'],
  [/^(seconds?|secs?|s)\b/, 's'],
  [/^(hours?|hrs?|h)\b/, 'h'],
  [/^(days?|d)\b/, 'd'],
  [/^(fortnights?)\b/, 'fortnight'],
  [/^(weeks?|wks?|w(?=[ ,.?!]|$))\b/, 'weeks'],
  [/^(quarters?)\b/, 'quarter'],
  [/^(years?|yrs?)\b/, 'years'],
];
const PER = String.raw`\s*(?:/|per|an?|every|each)\s*`;
const POWER = /^(kilo|mega|giga|k|m|g)?\s?(?:watts?|w)\b/;

export type Make = (kind: NumberKind, length: number, text: string, value?: number) => FoundNumber;

export function money(after: string, plain: Plain, make: Make): FoundNumber | undefined {
  const cents = /^(?:us )?(?:cents?|ct|c|¢)\b/.exec(after);
  const dollars = /^(?:us )?(?:dollars?|usd|bucks|\$)(?!\w)/.exec(after);
  if (!cents && !dollars && !plain.isMoney) return undefined;
  const value = cents ? plain.value / 100 : plain.value;
  const length = (cents ?? dollars)?.[0].length ?? 0;
  const next = after.slice(length);
  const energy = new RegExp(`^${PER}(kwh|kilowatt[ -]?hours?|kw h|mwh|megawatt[ -]?hours?)`).exec(
    next,
  );
  const digits = showPlain(value);
  if (energy)
    return make(
      'price',
      length + energy[0].length,
      `${digits} USD/${energy[1]?.startsWith('m') ? 'MWh' : 'kWh'}`,
      value,
    );
  const watt = new RegExp(`^${PER}(?:watt|w)\\b`).exec(next);
  if (watt) return make('priceW', length + watt[0].length, `${digits} USD/W`, value);
  if (cents) return make('price', length, `${digits} USD/kWh`, value);
  return make('money', length, `${digits} USD`, value);
}

export function percent(after: string, plain: Plain, make: Make): FoundNumber | undefined {
  const match = /^(?:%|per ?cent|pct|percentage points?)/.exec(after);
  return match ? make('percent', match[0].length, `${plain.digits}%`, plain.value) : undefined;
}

export function timesOf(after: string, plain: Plain, make: Make): FoundNumber | undefined {
  const match = /^(?:x(?![a-z0-9])|times(?! (?:a|per|every|each)\b)|fold\b)/.exec(after);
  return match ? make('scale', match[0].length, plain.digits) : undefined;
}

const PREFIX: Readonly<Record<string, string>> = {
  kilo: 'k',
  mega: 'M',
  giga: 'G',
  tera: 'T',
  peta: 'P',
  exa: 'E',
  k: 'k',
  m: 'M',
  g: 'G',
  t: 'T',
  p: 'P',
  e: 'E',
};

export function sized(
  written: string,
  after: string,
  plain: Plain,
  make: Make,
): FoundNumber | undefined {
  const power = POWER.exec(after);
  if (
    power &&
    !/^w(?:eek|k|ith|ould|ill|e\b|arm|hat|hen|ay)/.test(after) &&
    !/^m(?!w|eg)/.test(after)
  ) {
    const unit = `${PREFIX[power[1] ?? ''] ?? ''}W`;
    const per = new RegExp(`^${PER}(seconds?|secs?|s|minutes?|mins?|hours?|h)\\b`).exec(
      after.slice(power[0].length),
    );
    if (!per) return make('power', power[0].length, `${plain.digits} ${unit}`);
    const letter = per[1]?.startsWith('m') ? 'min' : per[1]?.startsWith('h') ? 'h' : 's';
    return make('ramp', power[0].length + per[0].length, `${plain.digits} ${unit}/${letter}`);
  }
  const tokens = /^([kmbt])?\s?(?:tokens?|toks?)\b/.exec(after);
  if (tokens)
    return make(
      'tokens',
      tokens[0].length,
      showPlain(plain.value * (SCALES[tokens[1] ?? ''] ?? 1)),
    );
  const flop =
    /^(zetta|yotta|exa|peta|tera|z|y|e|p|t)?\s?(?:flops?|floating point operations)\b/.exec(after);
  if (flop)
    return make(
      'flop',
      flop[0].length,
      `${plain.digits} ${(flop[1] ?? '').slice(0, 1).toUpperCase()}FLOP`,
    );
  const bytes =
    /^(kilo|mega|giga|tera|peta|exa|k|m|g|t|p|e)(i?)\s?(bytes?|bits?|bps|b)(?![a-z])(\s*(?:\/|per)\s*s(?:ec(?:ond)?)?\b)?/.exec(
      after,
    );
  if (!bytes) return undefined;
  const [all, prefix = '', binary = '', word = '', per] = bytes;
  const isBits =
    word.startsWith('bit') ||
    word === 'bps' ||
    (word === 'b' && per !== undefined && /^[kKMGTP]i?b/.test(written));
  const unit = `${PREFIX[prefix] ?? ''}${binary}${isBits ? 'b' : 'B'}`;
  return per !== undefined || word === 'bps'
    ? make('rate', all.length, `${plain.digits} ${unit}/s`)
    : make(
        isBits ? 'rate' : 'bytes',
        all.length,
        isBits ? `${plain.digits} ${unit}/s` : `${plain.digits} ${unit}`,
      );
}

/** What may stand between a number and its unit of time. */
const BETWEEN =
  /^(?:simulated|virtual|random|calendar|straight|consecutive|full|whole|working|solid)\s+/;

export function timeOf(after: string, plain: Plain, make: Make): FoundNumber | undefined {
  const skipped = BETWEEN.exec(after)?.[0].length ?? 0;
  for (const [pattern, unit] of TIMES) {
    const match = pattern.exec(after.slice(skipped));
    if (!match) continue;
    const length = skipped + match[0].length;
    if (unit === 'fortnight') return make('time', length, `${showPlain(plain.value * 14)} d`);
    if (unit === 'quarter') return make('time', length, `${showPlain(plain.value * 90)} d`);
    return make('time', length, `${plain.digits} ${unit}`);
  }
  return undefined;
}
