import { divideLives, livesOfClaims } from '@gigafactory/core/api';
import { askSharer, SHARED_BY } from '../api/client.ts';
import type { Answer, FactoryText, LivesPart, Plan } from '../api/types.ts';

/** Lives what the requirements over the twin are about, on all workers, and judges all requirements. */
export async function liveClaims(
  file: FactoryText,
  plan: Plan,
  signal: AbortSignal,
  tell: (done: number, of: number) => void,
): Promise<Answer<'judge'>> {
  const claims = livesOfClaims(plan);
  const queue = claims.flatMap((lives) =>
    divideLives(lives, SHARED_BY).map((range) => ({ ...lives, ...range })),
  );
  const of = claims.reduce((sum, { before }) => sum + before, 0);
  const lived = claims.map(({ run }) => ({ run, parts: [] as LivesPart[] }));
  let done = 0;
  let refusal: Extract<Answer<'lives'>, { ok: false }> | undefined;
  await Promise.all(
    Array.from({ length: SHARED_BY }, async (_, turn) => {
      for (let part = queue.shift(); part && !refusal; part = queue.shift()) {
        const { run } = part;
        const answer = await askSharer(turn, 'lives', { ...file, ...part }, signal);
        if (answer.ok) {
          lived.find((each) => each.run === run)?.parts.push(answer.value);
          done += answer.value.lives.length;
          tell(done, of);
        } else refusal = answer;
      }
    }),
  );
  return refusal ?? askSharer(0, 'judge', { file, lived }, signal);
}
