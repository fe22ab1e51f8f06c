import { useMemo, useState } from 'react';
import { latest } from '../../api/client.ts';
import { policyWords } from '../../lives/compare/policy.ts';
import { useDifference } from '../../lives/compare/useDifference.ts';
import { usePolicy } from '../../lives/compare/usePolicy.ts';
import { type Breakages, useBreakages } from '../../lives/useBreakages.ts';
import { isOver, type Lives, useTwin } from '../../lives/useTwin.ts';
import type { Edits } from '../../state/url.ts';
import type { NamedResult } from './lives/Fan.tsx';

/** Everything simulated for one run: under the file's policy and, when comparing, under a second. */
export interface Policies {
  readonly first: Lives;
  readonly second: Lives;
  /** What the second policy changes; undefined if nothing is compared. */
  readonly policy: Edits | undefined;
  readonly names: readonly [string, string];
  readonly results: readonly NamedResult[];
  readonly difference: ReturnType<typeof useDifference>;
  readonly breakages: Breakages;
  readonly isBreaking: boolean;
  readonly setBreaking: (on: boolean) => void;
}

/**
 * Simulates one life and then many under each policy: one of each first, because these can be watched
 * meanwhile.
 */
export function usePolicies(run: string, runs: readonly string[]): Policies {
  const breakages = useBreakages();
  const policy = usePolicy();
  const [isBreaking, setBreaking] = useState(breakages.list.length > 0);
  const isCompared = policy !== undefined;
  const common = { run, runs, faults: breakages.faults };
  const first = useTwin({ ...common, enabled: [true, true] });
  const second = useTwin({
    ...common,
    policy,
    place: 'second',
    enabled: [isCompared && isOver(first.life), isCompared && first.isOver],
  });
  const names = useMemo(
    () => ['as in the file', policy ? policyWords(policy) : ''] as const,
    [policy],
  );
  const many = latest(first.lives.asked);
  const otherMany = isCompared ? latest(second.lives.asked) : undefined;
  const difference = useDifference(many, otherMany);
  const results = useMemo<NamedResult[]>(
    () => [
      ...(many ? [{ name: names[0], result: many.result }] : []),
      ...(many && otherMany ? [{ name: names[1], result: otherMany.result }] : []),
    ],
    [names, many, otherMany],
  );
  return { first, second, policy, names, results, difference, breakages, isBreaking, setBreaking };
}
