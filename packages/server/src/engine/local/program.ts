import type { Diagnosis } from '@gigafactory/core/protocol';
import { type Attempt, fenceOf, type Rank } from './attempt.ts';
import type { LocalNode } from './local-node.ts';
import { AGENT_VARIABLE } from './local-node.ts';
import type { LocalRun } from './options.ts';
import type { RankEnd } from './telemetry.ts';

/* The contract with a training program: what its ranks are told, and what their ends mean. docs/programs.md */

/** Exit codes with a meaning; 0 is done, and every other is a failure of the program. */
const SAVED_AND_LEFT = 75;
const BAD_DATA = 76;
const HARDWARE = 77;

export interface Launch {
  readonly run: LocalRun;
  readonly attempt: Attempt;
  readonly nodes: readonly LocalNode[];
  /** Steps between checkpoints. */
  readonly checkpointEvery: number;
  /** Whether the replica of this rank comes back to a living attempt. */
  readonly isJoining: boolean;
}

/** The address of a rank. */
function peerOf({ port }: Rank): string {
  return `127.0.0.1:${port}`;
}

/** The whole environment of a rank. */
export function environmentOf(rank: Rank, launch: Launch): Record<string, string> {
  const { run, attempt, nodes, checkpointEvery, isJoining } = launch;
  const { ranks } = attempt;
  const node = nodes[rank.node]!;
  const own = ranks
    .map((each) => each.node)
    .filter((each, index, all) => all.indexOf(each) === index);
  const entries: Record<string, string | number> = {
    ...run.program.environment,
    RANK: rank.rank,
    LOCAL_RANK: rank.localRank,
    WORLD_SIZE: ranks.length,
    LOCAL_WORLD_SIZE: run.ranksPerNode,
    NODE_RANK: own.indexOf(rank.node),
    MASTER_ADDR: '127.0.0.1',
    MASTER_PORT: ranks[0]!.port,
    GIGAFACTORY_RUN: run.run,
    GIGAFACTORY_ATTEMPT: attempt.id,
    GIGAFACTORY_EPOCH: fenceOf(attempt).epoch,
    GIGAFACTORY_NODE: node.name,
    GIGAFACTORY_NODES: own.map((id) => nodes[id]!.name).join(),
    GIGAFACTORY_REPLICA: rank.replica,
    GIGAFACTORY_REPLICAS:
      run.replicas === 0 ? 0 : ranks.length / (run.nodesPerReplica * run.ranksPerNode),
    GIGAFACTORY_PEERS: ranks.map(peerOf).join(),
    GIGAFACTORY_CHECKPOINTS: run.checkpoints,
    GIGAFACTORY_CHECKPOINT_EVERY: checkpointEvery,
    GIGAFACTORY_RESUME: isJoining ? '' : (attempt.from?.path ?? ''),
    GIGAFACTORY_SECRET: attempt.secret,
    GIGAFACTORY_JOB: run.job,
    ...(isJoining && { GIGAFACTORY_JOIN: '1' }),
    [AGENT_VARIABLE]: node.folder,
  };
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, String(value)]));
}

/** What ranks are told on their standard input when the members change. */
export function membersLine(generation: number, ranks: readonly Rank[]): string {
  return JSON.stringify({
    members: { generation, ranks: ranks.map(({ rank }) => rank), peers: ranks.map(peerOf) },
  });
}

/** Whether a rank has ended as it was meant to: done, or saved after it was told to. */
export function isGoodEnd({ code, signal, why }: RankEnd, wasToSave: boolean): boolean {
  if (why !== 'exit') return false;
  return code === 0 || (wasToSave && (code === SAVED_AND_LEFT || signal === 'SIGTERM'));
}

/**
 * Why ranks failed. The others of a gang fail in turn when one is gone, so an end that says what it was comes
 * before one that does not, and an early one before a late one.
 */
export function diagnose(failed: readonly Rank[], isBroken: (node: number) => boolean): Diagnosis {
  const byTime = failed.toSorted(
    (a, b) => weightOf(a.end) - weightOf(b.end) || (a.endedAt ?? 0) - (b.endedAt ?? 0),
  );
  const [first] = byTime;
  const broken = new Set(failed.map(({ node }) => node).filter(isBroken));
  if (first?.end?.code === HARDWARE) broken.add(first.node);
  return {
    cause: first?.end ? causeOf(first.end) : 'unknown',
    nodes: [...broken].sort((a, b) => a - b),
  };
}

function weightOf(end: RankEnd | undefined): number {
  if (!end) return 4;
  if (end.why === 'agent') return 0;
  if (end.code === HARDWARE || end.code === BAD_DATA) return 1;
  return end.why === 'exit' ? 3 : 2;
}

function causeOf({ code, signal, why }: RankEnd): string {
  if (why === 'agent') return 'agent died';
  if (why === 'memory') return 'out of memory';
  if (why === 'start') return 'not started';
  if (code === HARDWARE) return 'hardware';
  if (code === BAD_DATA) return 'data';
  if (code === SAVED_AND_LEFT) return 'left';
  return signal === undefined ? 'software' : `killed by ${signal}`;
}

/** Whether this end says that its node is to blame. */
export function blamesNode({ code, why }: RankEnd): boolean {
  return why === 'agent' || code === HARDWARE;
}
