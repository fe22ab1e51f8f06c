import type { FailureSign } from './reliability.ts';

/** What one event of a hazard strikes: all nodes behind the part, one link of a node, one node, or the job. */
export type HazardReach = 'rack' | 'leaf' | 'spine' | 'cooling' | 'hall' | 'link' | 'node' | 'job';

export interface HazardCause {
  readonly label: string;
  readonly reach: HazardReach;
  /** `slow`: training goes on, at the pace of the slowest. */
  readonly sign: FailureSign | 'slow';
}

/**
 * What goes wrong besides the causes of a failure profile, which strike one node at a time. The rows
 * 'Network switch or cable' and 'Silent data corruption' of such a profile describe the same events
 * as `leaf`, `spine`, `link*` and `corruption`: count either the row or the hazard.
 */
export const HAZARD_CAUSES = {
  rackPower: { label: 'Power of a rack', reach: 'rack', sign: 'crash' },
  leaf: { label: 'Leaf switch', reach: 'leaf', sign: 'crash' },
  spine: { label: 'Spine switch', reach: 'spine', sign: 'slow' },
  coolingUnit: { label: 'Cooling unit', reach: 'cooling', sign: 'crash' },
  hall: { label: 'Power or cooling of a hall', reach: 'hall', sign: 'crash' },
  linkFailure: { label: 'Link lost', reach: 'link', sign: 'crash' },
  linkFlap: { label: 'Link flap', reach: 'link', sign: 'slow' },
  slowNode: { label: 'Slow node', reach: 'node', sign: 'slow' },
  corruption: { label: 'Silent data corruption', reach: 'node', sign: 'silent' },
  human: { label: 'Restart by people', reach: 'job', sign: 'crash' },
} as const satisfies Readonly<Record<string, HazardCause>>;

export type HazardName = keyof typeof HAZARD_CAUSES;
