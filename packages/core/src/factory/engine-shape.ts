import type { Known } from '../base/index.ts';
import { byKind } from './by-kind.ts';
import { nodesShape } from './engine-nodes.ts';
import { variableName } from './program-shape.ts';
import { quantity } from './quantity-shape.ts';
import { section } from './section.ts';
import { optional, type Shape, withDefault, word } from './shape.ts';

const count = (what: string, unit: string, most: number, least = 1) =>
  quantity(what, unit, { least, whole: true, most });

const KEPT: Known = {
  value: 3,
  unit: '1',
  provenance: 'assumed',
  reason: 'The newest may be torn and the one before it bad, so that one more is needed.',
};

/** Bounds of ranks and checkpoints, of every kind. */
const BOUNDS = {
  ranksPerNode: optional(
    count('Processes of a run on a node; left out: the GPUs of a node of the file', 'GPU', 1000),
  ),
  memoryPerRank: optional(quantity('Memory that a rank may take; left out: any', 'GB')),
  keepCheckpoints: withDefault(count('Newest checkpoints that are kept', '1', 1e6), KEPT),
  keepEvery: optional(
    count('Besides these every nth checkpoint is kept; left out: none', '1', 1e6),
  ),
};

const CLUSTER = {
  shared: absolutePath('Folder that this machine and all nodes see under this path'),
  gpusPerNode: optional(
    count('GPUs that a job asks for on a node, 0 for none; left out: one a rank', 'GPU', 1000, 0),
  ),
  cpusPerRank: optional(
    count('Processor cores of a rank; left out: as the scheduler has it', '1', 1000),
  ),
  ...BOUNDS,
};

/** Other characters mean something to schedulers, which put paths together from patterns and lists. */
function absolutePath(description: string): Shape<string> {
  return word(description, {
    pattern: /^\/[\w./@:+=-]+$/,
    most: 400,
    wanted: 'an absolute path of letters, digits and _ . / @ : + = -',
  });
}

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const label = (description: string) =>
  word(description, { pattern: LABEL, most: 63, wanted: 'a name of letters a to z, digits and -' });

/** As Slurm writes names of partitions and accounts; none can be taken for an option. */
const slurmName = (description: string) =>
  word(description, {
    pattern: /^\w[\w.-]*$/,
    most: 100,
    wanted: 'a name of letters, digits and _ . -',
  });

const rest = section('Slurm by its REST interface instead of its commands', {
  url: word('Address of slurmrestd', {
    pattern: /^https?:\/\/\S+$/,
    most: 400,
    wanted: 'an address that begins with http:// or https://',
  }),
  tokenFrom: optional(variableName('Variable of where the run is started that holds its token')),
  tokenFile: optional(
    absolutePath('File that holds its token, read again for each request; for tokens that expire'),
  ),
});

/** Where runs run for real, and what of the file's nodes is there. */
export const engineShape = byKind('Where runs are run for real', {
  local: {
    about: 'processes on this machine, a group of them for each node',
    fields: {
      nodes: nodesShape(undefined, 'Nodes that really are there'),
      ...BOUNDS,
      cpusPerRank: optional(
        quantity('Processor cores that a rank may take; left out: any', '1', {
          least: 0.01,
          most: 1000,
        }),
      ),
    },
  },
  slurm: {
    about: 'jobs of a Slurm cluster, one for each attempt',
    fields: {
      partition: slurmName('Partition of the jobs'),
      account: optional(slurmName('Account that the jobs are charged to')),
      nodes: nodesShape('pattern', 'Nodes for the run: how many, or which'),
      ...CLUSTER,
      rest: optional(rest),
    },
  },
  kubernetes: {
    about: 'indexed Jobs of a Kubernetes cluster, one for each attempt',
    fields: {
      namespace: label('Namespace of the Jobs'),
      image: word('Image that holds the program', {
        pattern: /^[\w][\w./:@-]*$/,
        most: 400,
        wanted: 'the name of an image, as in registry.example/train:1.2',
      }),
      queue: optional(label('Local queue of Kueue that admits the Jobs; left out: none')),
      nodes: nodesShape('selector', 'Nodes for the run: how many, or which'),
      ...CLUSTER,
      claim: optional(
        label('Claim of the volume that is mounted at shared; left out: the folder of the node'),
      ),
      context: optional(
        word('Context of KUBECONFIG; left out: its current one', {
          pattern: /^\S+$/,
          most: 200,
          wanted: 'a name without spaces',
        }),
      ),
    },
  },
});
