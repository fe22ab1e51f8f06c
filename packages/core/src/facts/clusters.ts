import type { Known } from '../base/index.ts';
import { fact } from './fact.ts';
import { cite } from './sources.ts';

/**
 * The largest existing, confirmed H100 cluster of any other company on 2024-05-25, the day of the
 * announcement. The alternatives are larger or equal claims that Epoch AI rates as less certain,
 * and smaller ones of the named competitors.
 */
export const LARGEST_COMPETITOR: Known = epoch(
  'Meta GenAI 2024a, confirmed',
  24_576,
  '2024-03-12',
  [
    epoch('Tesla, claim in an earnings call, unlikely', 35_000, '2024-03-31'),
    epoch('Lambda H100/H200, likely', 32_000, '2023-12-05'),
    epoch('Meta GenAI 2024b, a second one of the size, confirmed', 24_576, '2024-03-12'),
    epoch('AWS EC2 P5 UltraClusters, likely', 20_000, '2023-07-26'),
    epoch('Oracle OCI Supercluster, likely', 16_384, '2024-04-15'),
    epoch('Microsoft Azure Eagle, confirmed', 14_400, '2023-11-15'),
  ],
);

function epoch(
  entry: string,
  gpus: number,
  asOf: string,
  alternatives: readonly Known[] = [],
): Known {
  return fact(`${gpus} GPU`, {
    provenance: 'paper',
    source: cite('epochClusters', entry),
    asOf,
    ...(alternatives.length > 0 ? { alternatives } : {}),
  });
}
