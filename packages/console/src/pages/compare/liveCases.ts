import type { Difference, Problem } from '../../api/types.ts';
import type { LongProgress } from '../../api/useLong.ts';
import { liveMany, type ManyLives, type ManyRequest } from '../../lives/liveMany.ts';

/** What one column's lives came to, or why it has none. */
export interface LivedCase {
  readonly name: string;
  readonly lived: ManyLives | undefined;
  readonly problems: readonly Problem[];
}

/** A column, and what the twin is asked about it. */
export interface AskedCase {
  readonly name: string;
  readonly request: ManyRequest;
}

/** Lives the same run of each column in turn, under the same failures; a column that cannot be simulated stops no other. */
export async function liveCases(
  asked: readonly AskedCase[],
  signal: AbortSignal,
  tell: (progress: LongProgress<readonly LivedCase[]>) => void,
): Promise<{ readonly ok: true; readonly value: readonly LivedCase[] }> {
  const of = asked.reduce((sum, { request }) => sum + request.lives, 0);
  const lived: LivedCase[] = [];
  let before = 0;
  for (const { name, request } of asked) {
    const say = (done: number) => tell({ done: before + done, of, said: name, rough: [...lived] });
    say(0);
    const answer = await liveMany(request, signal, ({ done }) => say(done));
    lived.push({
      name,
      lived: answer.ok ? answer.value : undefined,
      problems: answer.ok ? [] : answer.problems,
    });
    before += request.lives;
  }
  return { ok: true, value: lived };
}

/** A difference as `+1.39 points (95 %: +0.90 to +1.88)`, and whether it can be told from none. */
export function pointsOf({ mean, ci95: [low, high] }: Difference): {
  readonly words: string;
  readonly isClear: boolean;
} {
  return {
    words: `${points(mean)} points, 95%: ${points(low)} to ${points(high)}`,
    isClear: low > 0 || high < 0,
  };
}

function points(share: number): string {
  return `${share < 0 ? '−' : '+'}${Math.abs(share * 100).toFixed(2)}`;
}
