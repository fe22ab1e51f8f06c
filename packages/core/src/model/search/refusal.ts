import type { TrainingJob } from '../job.ts';
import { PINNED_FIELDS, type PinnedField, type Strategy } from '../strategy.ts';
import { shortenStrategy } from '../strategy-text.ts';
import { refusalInWords } from './refusal-words.ts';
import { brokenRules, type LayoutReason } from './refuse.ts';
import { type Remedy, remediesFor } from './remedies.ts';
import { emptyStrategy, type MutableStrategy, type StrategyLimits, searchSpace } from './space.ts';

/** Why nothing that the pins allow can be laid out. */
export interface Refusal {
  /** Of all that the pins allow, the strategy that breaks fewest rules; with every field pinned, that one. */
  readonly strategy: Strategy;
  /** The rules it breaks, in the order of asking; at least one. */
  readonly broken: readonly LayoutReason[];
  /** What to change to keep the first of them. */
  readonly remedies: readonly Remedy[];
}

/** Why nothing that the pins allow can be laid out; undefined where something can. */
export function explainRefusal(job: TrainingJob, limits: StrategyLimits = {}): Refusal | undefined {
  const found = nearestToRules(job, limits);
  if (!found || found.broken.length === 0) return undefined;
  const { strategy, broken } = found;
  const pinned = new Set<string>(PINNED_FIELDS.filter((field) => limits[field] !== undefined));
  const mayChange = (field: string) =>
    pinned.has(field) || !PINNED_FIELDS.includes(field as PinnedField);
  return { ...found, remedies: remediesFor(job, strategy, broken[0]!, mayChange) };
}

/** A refusal as a sentence, and one on what to change. */
export function showRefusal(job: TrainingJob, { strategy, broken, remedies }: Refusal): string {
  const rules = broken.map((reason) => refusalInWords(job, strategy, reason));
  const changes = remedies.map(({ field, values }) => `${field}: ${choice(values)}`);
  const advice = changes.length > 0 ? ` Write ${changes.join('; or ')}.` : '';
  const others = remedies.some(({ suffices }) => suffices)
    ? ''
    : ' One change alone is not enough.';
  return `${shortenStrategy(strategy)} cannot be laid out: ${rules.join('; and ')}.${advice}${broken.length > 1 ? others : ''}`;
}

/** `1`, `1 or 2`, `1, 2, 4 or 8`; of many the first few. */
function choice(values: readonly (number | string)[]): string {
  const shown = values.slice(0, 8);
  const last = shown.pop();
  return shown.length > 0 ? `${shown.join(', ')} or ${last}` : String(last);
}

/** The first candidate of those that break fewest rules. */
function nearestToRules(
  job: TrainingJob,
  limits: StrategyLimits,
): { readonly strategy: Strategy; readonly broken: readonly LayoutReason[] } | undefined {
  let best: { readonly strategy: Strategy; readonly broken: readonly LayoutReason[] } | undefined;
  for (const candidate of candidates(job, limits)) {
    const broken = brokenRules(job, candidate);
    if (best && broken.length >= best.broken.length) continue;
    best = { strategy: { ...candidate }, broken };
    if (broken.length === 0) break;
  }
  return best;
}

/** What to try, each time in the same object; fields that break rules only if pinned have one value. */
function* candidates(job: TrainingJob, limits: StrategyLimits): Generator<MutableStrategy> {
  const { blocks, pipelines, shardings, recomputes } = searchSpace(job, limits);
  const s = emptyStrategy();
  s.recompute = recomputes[0]!;
  s.sharding = shardings[0]!;
  for (const block of blocks) {
    Object.assign(s, block);
    for (const { pp, vps } of pipelines) {
      s.pp = pp;
      // More stages than layers leave no way to cut them.
      s.vp = vps[0] ?? 1;
      s.dp = job.gpus / (s.tp * pp * s.cp);
      yield s;
    }
  }
}
