import type { Factory, FactoryEngine } from '../../factory/index.ts';

/** Real nodes and the bounds of what runs on them. */
interface EngineBounds {
  /** How many; while a pattern or a selector says which, how many the run needs. */
  readonly nodes: number;
  readonly ranksPerNode: number;
  /** B. */
  readonly memoryPerRank?: number;
  /** Cores. */
  readonly cpusPerRank?: number;
  /** How many of the newest checkpoints are kept, and every which one besides. */
  readonly keepCheckpoints: number;
  readonly keepEvery?: number;
}

/** What jobs on the nodes of a cluster need besides. */
interface ClusterBounds extends EngineBounds {
  /** The folder that this machine and all nodes see under this path. */
  readonly shared: string;
  /** That a job asks for on each node. */
  readonly gpusPerNode: number;
  /** Of the nodes that a pattern or a selector names, no more than these are used; absent: all. */
  readonly mostNodes?: number;
}

/** The processes of one machine. */
export interface DesiredLocal extends EngineBounds {
  readonly kind: 'local';
}

/** Jobs of a Slurm cluster. */
export interface DesiredSlurm extends ClusterBounds {
  readonly kind: 'slurm';
  readonly partition: string;
  readonly account?: string;
  /** Which nodes; absent: any of the partition. */
  readonly pattern?: string;
  /** Where slurmrestd is, and where its token is: in a variable or in a file. */
  readonly rest?: {
    readonly url: string;
    readonly tokenFrom?: string;
    readonly tokenFile?: string;
  };
}

/** Jobs of a Kubernetes cluster. */
export interface DesiredKubernetes extends ClusterBounds {
  readonly kind: 'kubernetes';
  readonly namespace: string;
  readonly image: string;
  readonly queue?: string;
  /** Which nodes; absent: any that take pods. */
  readonly selector?: string;
  readonly claim?: string;
  readonly context?: string;
}

export type DesiredEngine = DesiredLocal | DesiredSlurm | DesiredKubernetes;

/** The engine of a file for a run of so many GPUs: no more nodes than the run and the spares that the file allows it. */
export function engineOf(
  { hardware, resilience }: Factory,
  real: FactoryEngine,
  gpus: number,
): DesiredEngine {
  const ranks = (real.ranksPerNode ?? hardware.node.gpusPerNode).value;
  const needed = gpus / ranks;
  const most = resilience.spares ? needed + resilience.spares.value : undefined;
  const { memoryPerRank, cpusPerRank, keepCheckpoints, keepEvery } = real;
  const bounds = {
    ranksPerNode: ranks,
    ...(memoryPerRank ? { memoryPerRank: memoryPerRank.value } : {}),
    ...(cpusPerRank ? { cpusPerRank: cpusPerRank.value } : {}),
    keepCheckpoints: keepCheckpoints.value,
    ...(keepEvery ? { keepEvery: keepEvery.value } : {}),
  };
  if (real.kind === 'local') {
    const nodes = Math.min(real.nodes.value, most ?? Number.POSITIVE_INFINITY);
    return { kind: 'local', nodes, ...bounds };
  }
  const cluster = {
    ...bounds,
    ...nodesOf(real.nodes, needed, most),
    shared: real.shared,
    gpusPerNode: real.gpusPerNode?.value ?? ranks,
  };
  return real.kind === 'slurm' ? slurmOf(real, cluster) : kubernetesOf(real, cluster);
}

type RealCluster = Exclude<FactoryEngine, { readonly kind: 'local' }>;

type FactoryRest = NonNullable<Extract<RealCluster, { readonly kind: 'slurm' }>['rest']>;

function nodesOf(nodes: RealCluster['nodes'], needed: number, most: number | undefined) {
  if ('value' in nodes) {
    const count = Math.min(nodes.value, most ?? Number.POSITIVE_INFINITY);
    return { nodes: count, mostNodes: count };
  }
  return { nodes: needed, ...nodes, ...(most === undefined ? {} : { mostNodes: most }) };
}

function slurmOf(
  { partition, account, rest }: Extract<RealCluster, { readonly kind: 'slurm' }>,
  cluster: ClusterBounds,
): DesiredSlurm {
  return {
    kind: 'slurm',
    ...cluster,
    partition,
    ...given({ account }),
    ...(rest ? { rest: restOf(rest) } : {}),
  };
}

function restOf({ url, tokenFrom, tokenFile }: FactoryRest): NonNullable<DesiredSlurm['rest']> {
  return { url, ...given({ tokenFrom, tokenFile }) };
}

function kubernetesOf(
  real: Extract<RealCluster, { readonly kind: 'kubernetes' }>,
  cluster: ClusterBounds,
): DesiredKubernetes {
  const { namespace, image, queue, claim, context } = real;
  return {
    kind: 'kubernetes',
    ...cluster,
    namespace,
    image,
    ...given({ queue, claim, context }),
  };
}

/** Without what was left out. */
function given<Key extends string>(values: Readonly<Record<Key, string | undefined>>) {
  const there: { [Name in Key]?: string } = {};
  for (const [name, value] of Object.entries<string | undefined>(values)) {
    if (value !== undefined) there[name as Key] = value;
  }
  return there;
}
