import type { TrainingPlan } from '../../api/types.ts';

export type Strategy = TrainingPlan['strategy'];

/** What a candidate's short name says: everything but the number of micro-batches. */
export type NamedStrategy = Omit<Strategy, 'microBatches'>;

const COUNTS = {
  TP: 'tp',
  PP: 'pp',
  VP: 'vp',
  DP: 'dp',
  EP: 'ep',
  ETP: 'etp',
  CP: 'cp',
  MB: 'microBatch',
} as const;

/** What the backward pass makes again. */
export const RECOMPUTE_WORDS: Readonly<Record<Strategy['recompute'], string>> = {
  none: 'keeps activations',
  selective: 'selective recompute',
  full: 'full recompute',
};

/** What data-parallel ranks share out. */
export const SHARDING_WORDS: Readonly<Record<Strategy['sharding'], string>> = {
  none: 'nothing shared out',
  zero1: 'ZeRO-1',
  zero2: 'ZeRO-2',
  zero3: 'ZeRO-3',
  hybrid: 'hybrid ZeRO-3',
};

/** Reads `TP8 PP16 VP1 DP128 EP1 ETP1 CP1 MB1 recompute zero1`; nothing if any part is unknown or missing. */
export function readStrategy(label: string): NamedStrategy | undefined {
  const read: Record<string, number | string> = {};
  for (const word of label.trim().split(/\s+/)) {
    const count = /^([A-Za-z]{2,3})(\d+)$/.exec(word);
    const name = COUNTS[count?.[1]?.toUpperCase() as keyof typeof COUNTS];
    if (name) read[name] = Number(count?.[2]);
    else if (word === 'recompute') read['recompute'] = 'full';
    else if (word === 'keep') read['recompute'] = 'none';
    else if (word === 'selective') read['recompute'] = 'selective';
    else if (Object.hasOwn(SHARDING_WORDS, word)) read['sharding'] = word;
    else return undefined;
  }
  const wanted = [...Object.values(COUNTS), 'recompute', 'sharding'];
  return wanted.every((name) => name in read) ? (read as unknown as NamedStrategy) : undefined;
}

/** The strategy as a value of the factory file. DP follows from the GPUs, so it is not written. */
export function strategyText(s: NamedStrategy): string {
  const { tp, pp, vp, ep, etp, cp, microBatch, recompute, sharding } = s;
  const fields = { tp, pp, vp, ep, etp, cp, microBatch, recompute, sharding };
  const text = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  return `{${text.join(', ')}}`;
}

/** Two strategies split a run alike. */
export function sameStrategy(a: NamedStrategy, b: NamedStrategy): boolean {
  return strategyText(a) === strategyText(b) && a.dp === b.dp;
}

/** The strategy in words, without what it does not use. */
export function strategyWords(s: NamedStrategy): string {
  const ways: (readonly [string, number])[] = [
    ['tensor', s.tp],
    ['pipeline', s.pp],
    ['chunks per stage', s.vp],
    ['data', s.dp],
    ['expert', s.ep],
    ['tensor within experts', s.ep > 1 ? s.etp : 1],
    ['context', s.cp],
  ];
  const used = ways.filter(([, ranks]) => ranks > 1).map(([name, ranks]) => `${name} ${ranks}`);
  const batch = `micro-batch of ${s.microBatch}`;
  return [...used, batch, RECOMPUTE_WORDS[s.recompute], SHARDING_WORDS[s.sharding]].join(' · ');
}
