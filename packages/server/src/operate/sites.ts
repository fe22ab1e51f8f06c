import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { failed, ok, type Result, showQuantity } from '@gigafactory/core/base';
import type { DesiredEngine } from '@gigafactory/core/study';
import type { NodeSight, Scheduler } from '../engine/cluster/index.ts';
import { type KubernetesOptions, openKubernetes } from '../engine/kubernetes/index.ts';
import { openSlurm, type SlurmOptions } from '../engine/slurm/index.ts';

export type DesiredCluster = Exclude<DesiredEngine, { readonly kind: 'local' }>;

/** What a scheduler is reached with: variables of the person who started the run. */
export type Access = Readonly<Record<string, string | undefined>>;

/** How a scheduler is opened. */
export interface Opening {
  /** Names of jobs begin with it. */
  readonly prefix: string;
  readonly access: Access;
  /** Nodes, once they are known. */
  readonly nodes?: readonly string[] | undefined;
}

/** The scheduler of a cluster. */
export function openScheduler(engine: DesiredCluster, opening: Opening): Scheduler {
  return engine.kind === 'slurm'
    ? openSlurm(slurmOptions(engine, opening))
    : openKubernetes(kubernetesOptions(engine, opening));
}

/** What the engine for Slurm is told of a site. */
export function slurmOptions(
  engine: Extract<DesiredCluster, { readonly kind: 'slurm' }>,
  { prefix, access, nodes }: Opening,
): SlurmOptions {
  const { partition, account, pattern, rest } = engine;
  return {
    ...{ prefix, partition, account },
    nodes: nodes ?? pattern,
    rest: rest && { url: rest.url, token: () => tokenOf(rest, access) },
    environment: access,
  };
}

/** What the engine for Kubernetes is told of a site. */
export function kubernetesOptions(
  engine: Extract<DesiredCluster, { readonly kind: 'kubernetes' }>,
  { prefix, access }: Opening,
): KubernetesOptions {
  const { namespace, image, shared, queue, selector, claim, context } = engine;
  const kubeconfig = access['KUBECONFIG'] || undefined;
  return { prefix, namespace, image, shared, queue, nodes: selector, claim, context, kubeconfig };
}

type Rest = NonNullable<Extract<DesiredCluster, { readonly kind: 'slurm' }>['rest']>;

/** A token that was renewed in its file counts at once. */
function tokenOf({ tokenFrom, tokenFile }: Rest, access: Access): string | undefined {
  if (tokenFile === undefined) return tokenFrom === undefined ? undefined : access[tokenFrom];
  try {
    return readFileSync(tokenFile, 'utf8').trim();
  } catch {
    // The scheduler refuses a request without one, and says so.
    return undefined;
  }
}

/** The nodes of a run on a cluster: those that can take jobs first, no more than the file allows. */
export async function nodesOfSite(
  engine: DesiredCluster,
  needed: number,
  access: Access,
): Promise<Result<readonly string[]>> {
  const scheduler = openScheduler(engine, { prefix: 'gf-look', access });
  try {
    const pool = await scheduler.pool();
    if (!pool.ok) return pool;
    const sight = await scheduler.look({ jobs: false, nodes: true });
    const names = bestFirst(pool.value, sight?.nodes ?? []).slice(0, engine.mostNodes);
    return names.length < needed ? failed(tooFew(engine, names, needed)) : ok(names);
  } finally {
    scheduler.close();
  }
}

/** Nodes that can take jobs before those that cannot now. */
function bestFirst(pool: readonly string[], sights: readonly NodeSight[]): readonly string[] {
  const out = new Set(
    sights.flatMap(({ name, state, drain }) => (state !== 'up' || drain ? [name] : [])),
  );
  return [...pool.filter((name) => !out.has(name)), ...pool.filter((name) => out.has(name))];
}

function tooFew(engine: DesiredCluster, names: readonly string[], needed: number) {
  const where =
    engine.kind === 'slurm'
      ? `partition ${engine.partition}`
      : `the cluster${engine.selector === undefined ? '' : ` with ${engine.selector}`}`;
  const have = names.length === 0 ? 'none' : `${names.length} (${names.slice(0, 8).join(', ')})`;
  const message = `The run needs ${showQuantity(needed, 'node')}, and ${where} has ${have} for it: name more with engine.nodes, take another, or lower the GPUs of the run.`;
  return { code: 'engine.tooFew', path: 'engine.nodes', message };
}

const LONGEST_SLUG = 24;

/** What the folder of a run on a site is called: a DNS label that no other run of any control plane has. */
export function siteName(run: string, startedAt: number, folder: string): string {
  const id = createHash('sha256').update(`${folder} ${run} ${startedAt}`).digest('hex').slice(0, 8);
  const slug = run
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '-')
    .slice(0, LONGEST_SLUG)
    .replace(/-+$/, '');
  return `gf-${slug}-${id}`;
}
