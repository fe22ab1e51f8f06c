import { divideLives, livesOfClaims } from '@gigafactory/core/api';
import { askSharer, SHARED_BY } from '../api/client.ts';
import { askParts } from '../api/parts.ts';
import type { Answer, FactoryText, LivesPart, Plan } from '../api/types.ts';

/** Lives what the requirements over the twin are about, on all workers, and judges all requirements. */
export async function liveClaims(
  file: FactoryText,
  plan: Plan,
  signal: AbortSignal,
  tell: (done: number, of: number) => void,
): Promise<Answer<'judge'>> {
  const claims = livesOfClaims(plan);
  const requests = claims.flatMap((lives) =>
    divideLives(lives, SHARED_BY).map((range) => ({ ...file, ...lives, ...range })),
  );
  const of = claims.reduce((sum, { before }) => sum + before, 0);
  const lived = claims.map(({ run }) => ({ run, parts: [] as LivesPart[] }));
  let done = 0;
  const refusal = await askParts('lives', requests, signal, (part, index) => {
    lived.find(({ run }) => run === requests[index]!.run)?.parts.push(part);
    done += part.lives.length;
    tell(done, of);
  });
  return refusal ?? askSharer(0, 'judge', { file, lived }, signal);
}
