import type { Known } from '../base/index.ts';
import { quantity } from './quantity-shape.ts';
import { section } from './section.ts';
import { oneOf, optional, withDefault } from './shape.ts';

/** What starts processes: `local`, on the machine on which the command is given. */
const ENGINE_KINDS = ['local'] as const;

const count = (what: string, unit: string, most: number) =>
  quantity(what, unit, { least: 1, whole: true, most });

const KEPT: Known = {
  value: 3,
  unit: '1',
  provenance: 'assumed',
  reason: 'The newest may be torn and the one before it bad, so that one more is needed.',
};

/** Where runs run for real, and what of the file's nodes is there. */
export const engineShape = section('Where runs are run for real', {
  kind: oneOf('local: processes on this machine, a group of them for each node', ENGINE_KINDS),
  nodes: count('Nodes that really are there', 'node', 1000),
  ranksPerNode: optional(
    count('Processes of a run on a node; left out: the GPUs of a node of the file', 'GPU', 1000),
  ),
  memoryPerRank: optional(quantity('Memory that a rank may take; left out: any', 'GB')),
  cpusPerRank: optional(
    quantity('Processor cores that a rank may take; left out: any', '1', {
      least: 0.01,
      most: 1000,
    }),
  ),
  keepCheckpoints: withDefault(count('Newest checkpoints that are kept', '1', 1e6), KEPT),
  keepEvery: optional(
    count('Besides these every nth checkpoint is kept; left out: none', '1', 1e6),
  ),
});
