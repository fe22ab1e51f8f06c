import { useQuery } from '@tanstack/react-query';
import { ask } from '../../../api/client.ts';
import type { Answer, Difference } from '../../../api/types.ts';
import type { ManyLives } from '../../../lives/liveMany.ts';

/** How far the second policy's ETTR is above the first's, paired by life; none until both have lived the same. */
export function useDifference(first: ManyLives | undefined, second: ManyLives | undefined) {
  const isPair = first?.result.lives === second?.result.lives;
  const { data } = useQuery<Answer<'compareLives'>>({
    queryKey: ['difference', first?.result.digest, second?.result.digest],
    queryFn: ({ signal }) =>
      ask('compareLives', { first: second?.parts ?? [], second: first?.parts ?? [] }, signal),
    enabled: isPair && first !== undefined && second !== undefined,
  });
  return data?.ok && isPair ? (data.value satisfies Difference) : undefined;
}
