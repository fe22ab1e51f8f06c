import type { SitePower } from '../../api/types.ts';

type Stretch = SitePower['stretches'][number];

/** Some of what happens in a trace, one after the other, as often as it repeats. */
export interface Repeat {
  /** s from the start. */
  readonly start: number;
  /** Of each part, s; of a part that repeats, the first one's. */
  readonly parts: readonly Stretch[];
  readonly count: number;
}

/**
 * What happens in a trace, short enough to be read: what is over within a sample is left out, and a pair that repeats is
 * told once.
 */
export function tellStretches({
  stretches,
  interval,
}: Pick<SitePower, 'stretches' | 'interval'>): Repeat[] {
  const seen = joined(stretches.filter(({ duration }) => duration >= interval));
  const told: Repeat[] = [];
  for (let i = 0; i < seen.length; ) {
    const pair = seen.slice(i, i + 2);
    let count = 1;
    while (pair.length === 2 && isSame(pair, seen.slice(i + 2 * count, i + 2 * count + 2))) count++;
    const parts = count > 1 ? pair : seen.slice(i, i + 1);
    told.push({ start: parts[0]!.start, parts, count });
    i += parts.length * count;
  }
  return told;
}

/** Neighbours of one phase as one. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const whole: Stretch[] = [];
  for (const next of stretches) {
    const last = whole.at(-1);
    if (last?.phase !== next.phase) whole.push(next);
    else whole.splice(-1, 1, { ...last, duration: next.start + next.duration - last.start });
  }
  return whole;
}

/** Whether two follow each other as the two before did, as long within a tenth. */
function isSame(pair: readonly Stretch[], next: readonly Stretch[]): boolean {
  return pair.every(({ phase, duration }, i) => {
    const other = next[i];
    return other?.phase === phase && Math.abs(other.duration - duration) <= 0.1 * duration;
  });
}
