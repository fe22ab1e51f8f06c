import { type Known, RECOVERIES, YEAR_S } from '../base/index.ts';
import { RECOVERY } from '../facts/index.ts';
import { quantity } from './quantity-shape.ts';
import { sectionWithDefaults } from './section.ts';
import { oneOf, optional, withDefault } from './shape.ts';

function chosen(value: number, unit: string, reason: string): Known {
  return { value, unit, provenance: 'assumed', reason };
}

const time = (what: string) => quantity(what, 's', { least: 1e-3, most: 100 * YEAR_S });
const share = (what: string) => quantity(what, '1', { least: 0, most: 1 });
const nodes = (what: string) => quantity(what, 'node', { least: 0, most: 1e6, whole: true });

/** How the supervisor keeps runs alive: bounds and choices, not predictions. */
export const resilienceShape = sectionWithDefaults('How runs are kept alive', {
  recovery: withDefault(oneOf('What fills the place of a failed node', RECOVERIES), 'spare'),
  checkpoints: withDefault(
    oneOf(
      'How the time between checkpoints is chosen, where the file does not give it: from the rates of the file, or from what was seen',
      ['young', 'adaptive'],
    ),
    'young',
  ),
  memoryInterval: optional(
    time('Between copies of the checkpoint nearer than the storage; left out: there are none'),
  ),
  copies: withDefault(
    oneOf(
      'Where these copies are: in the memory of a peer, which outlives the node, or on the drives of the node itself, which outlive its processes',
      ['peer', 'local'],
    ),
    'peer',
  ),
  spares: optional(nodes('Nodes that may replace others; left out: all that no run needs')),
  warmStandbys: withDefault(
    nodes('Spare nodes kept started and checked, to join a gang at once'),
    chosen(0, 'node', 'Spares are started when they are needed, unless the file says otherwise.'),
  ),
  replicas: optional(
    quantity(
      'Groups that recover independently; left out: as many as divide data parallelism, up to the 12 published',
      '1',
      { least: 1, most: 1e6, whole: true },
    ),
  ),
  leastReplicas: withDefault(
    share('Share of its replicas without which a run does not go on'),
    chosen(
      0.5,
      '1',
      'With less than half of its batch a run is no longer the same run; no bound is published.',
    ),
  ),
  replicaStall: withDefault(
    time('From the loss of a replica to the others training on'),
    RECOVERY.replicaRecovery,
  ),
  cordonShare: withDefault(
    share('Largest share of the fleet that may be cordoned at once'),
    chosen(0.1, '1', 'When more looks bad, the cause is more likely what they share.'),
  ),
  crashLoop: withDefault(
    quantity('Failed attempts without a new checkpoint after which a run is given up', '1', {
      least: 1,
      most: 1e6,
      whole: true,
    }),
    chosen(50, '1', 'At 100,000 GPUs plain bad luck strings ten failures together.'),
  ),
  slowestStep: withDefault(
    quantity(
      'Step time, as a multiple of the planned one, from which slow nodes are replaced',
      '1',
      {
        least: 1,
        most: 1000,
      },
    ),
    chosen(1.1, '1', 'A tenth is what the literature calls a straggling job (arXiv:2505.05713).'),
  ),
  slowPatience: withDefault(
    time('How long a slow node keeps its place'),
    chosen(1800, 'min', 'Most slowdowns of nodes pass within minutes; a restart costs ten.'),
  ),
});
