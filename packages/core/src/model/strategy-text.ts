import { STRATEGY_FIELDS, type Strategy, type StrategyField } from './strategy.ts';

/** Ways to split a step over GPUs and each GPU's layers into chunks. */
const SPLITS = ['tp', 'pp', 'vp', 'dp', 'ep', 'etp', 'cp'] as const;

type CountName = (typeof SPLITS)[number] | 'microBatch';
type ChoiceName = Exclude<StrategyField, CountName>;

/** The strategy in short, every field of it: `TP8 PP16 VP1 DP128 EP1 ETP8 CP1 MB1 recompute zero1`. */
export function showStrategy(s: Strategy): string {
  const counts = [...SPLITS, 'microBatch' as const].map((field) => showCount(s, field));
  return [...counts, choice(s, 'recompute').short, choice(s, 'sharding').short].join(' ');
}

/** Only what is used, in short: `TP8 PP16 DP128 MB1 recompute zero1`. */
export function shortenStrategy(s: Strategy): string {
  const used = SPLITS.filter((field) => isUsed(s, field)).map((field) => showCount(s, field));
  const choices = (['recompute', 'sharding'] as const)
    .filter((field) => s[field] !== 'none')
    .map((field) => choice(s, field).short);
  return [...used, showCount(s, 'microBatch'), ...choices].join(' ');
}

/** How the step is split over GPUs: `TP8 PP16 VP1 DP128 EP8 ETP1 CP1`; without EP, ETP means nothing. */
export function showSplit(s: Strategy): string {
  return SPLITS.filter((field) => field !== 'etp' || s.ep > 1)
    .map((field) => showCount(s, field))
    .join(' ');
}

/** Only the ways that split something: `TP8 PP16 DP128`. */
export function shortenSplit(s: Strategy): string {
  const used = SPLITS.filter((field) => isUsed(s, field));
  return used.map((field) => showCount(s, field)).join(' ') || 'one GPU';
}

/** In words, without what is not used: `tensor 8 · data 128 · micro-batch of 1 · full recompute · ZeRO-1`. */
export function strategyInWords(s: Strategy): string {
  const used = SPLITS.filter((field) => isUsed(s, field));
  const counts = [...used, 'microBatch' as const].map(
    (field) => `${STRATEGY_FIELDS[field].words} ${s[field]}`,
  );
  return [...counts, choice(s, 'recompute').words, choice(s, 'sharding').words].join(' · ');
}

/** Without expert parallelism the experts, if any, are split like the rest of the layer. */
function isUsed(s: Strategy, field: (typeof SPLITS)[number]): boolean {
  return s[field] > 1 && (field !== 'etp' || s.ep > 1);
}

function showCount(s: Strategy, field: CountName): string {
  return `${STRATEGY_FIELDS[field].short}${s[field]}`;
}

function choice(
  s: Strategy,
  field: ChoiceName,
): { readonly short: string; readonly words: string } {
  return field === 'recompute'
    ? STRATEGY_FIELDS.recompute.values[s.recompute]
    : STRATEGY_FIELDS.sharding.values[s.sharding];
}
