import type { Diagnosis, NodeId } from '@gigafactory/core/protocol';
import { type Attempt, fenceOf, type Rank } from './attempt.ts';
import type { Address, ClusterNode, Seat } from './cluster.ts';
import type { EngineProgram, EngineRun } from './options.ts';
import type { RankEnd } from './telemetry.ts';

/* The contract with a training program: what its ranks are told, and what their ends mean. docs/programs.md */

/** Exit codes with a meaning; 0 is done, and every other is a failure of the program. */
const SAVED_AND_LEFT = 75;
const BAD_DATA = 76;
const HARDWARE = 77;

export interface Launch {
  readonly run: EngineRun;
  readonly attempt: Attempt;
  readonly nodes: readonly Pick<ClusterNode, 'name'>[];
  /** Nodes of the attempt, each with its number, in the order of its ranks. */
  readonly places: ReadonlyMap<NodeId, number>;
  /** Steps between checkpoints. */
  readonly checkpointEvery: number;
  /** Whether the replica of these ranks comes back to a living attempt. */
  readonly isJoining: boolean;
}

type Environment = Record<string, string>;

/** The address of a rank. */
function peerOf({ host, port }: Rank): string {
  return `${host}:${port}`;
}

export function placesOf({ ranks }: Attempt): ReadonlyMap<NodeId, number> {
  const nodes = new Set(ranks.map(({ node }) => node));
  return new Map([...nodes].map((node, place) => [node, place]));
}

/** What all ranks of an attempt are told. */
export function commonEnvironment(launch: Launch): Environment {
  const { run, attempt, nodes, places, checkpointEvery, isJoining } = launch;
  const { ranks } = attempt;
  return asTexts({
    ...run.program.environment,
    WORLD_SIZE: ranks.length,
    LOCAL_WORLD_SIZE: run.ranksPerNode,
    MASTER_ADDR: ranks[0]!.host,
    MASTER_PORT: ranks[0]!.port,
    GIGAFACTORY_RUN: run.run,
    GIGAFACTORY_ATTEMPT: attempt.id,
    GIGAFACTORY_EPOCH: fenceOf(attempt).epoch,
    GIGAFACTORY_NODES: [...places.keys()].map((id) => nodes[id]!.name).join(),
    GIGAFACTORY_REPLICAS: ranks.length / (run.nodesPerReplica * run.ranksPerNode),
    GIGAFACTORY_PEERS: ranks.map(peerOf).join(),
    GIGAFACTORY_CHECKPOINTS: run.checkpoints,
    GIGAFACTORY_CHECKPOINT_EVERY: checkpointEvery,
    GIGAFACTORY_RESUME: isJoining ? '' : (attempt.from?.path ?? ''),
    GIGAFACTORY_JOB: run.job,
    ...(isJoining && { GIGAFACTORY_JOIN: '1' }),
  });
}

/** What one rank is told besides. */
export function ownEnvironment(seat: Seat, { nodes, places }: Launch): Environment {
  return asTexts({
    RANK: seat.rank,
    LOCAL_RANK: seat.localRank,
    NODE_RANK: places.get(seat.node) ?? 0,
    GIGAFACTORY_NODE: nodes[seat.node]!.name,
    GIGAFACTORY_REPLICA: seat.replica,
  });
}

/** What all are told and nothing may write down. */
export function secretsOf({ program }: EngineRun, { secret }: Attempt): Environment {
  const known = Object.entries(program.secrets ?? {});
  const hidden = known.filter(([name]) => !(name in program.environment));
  return { ...Object.fromEntries(hidden), GIGAFACTORY_SECRET: secret };
}

function asTexts(entries: Readonly<Record<string, string | number>>): Environment {
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
  if (end.why === 'node') return 0;
  if (end.code === HARDWARE || end.code === BAD_DATA) return 1;
  return end.why === 'exit' ? 3 : 2;
}

function causeOf({ code, signal, why, detail }: RankEnd): string {
  if (why === 'node') return detail ?? 'node lost';
  if (why === 'job') return detail ?? 'job ended';
  if (why === 'memory') return 'out of memory';
  if (why === 'start') return 'not started';
  if (code === HARDWARE) return 'hardware';
  if (code === BAD_DATA) return 'data';
  if (code === SAVED_AND_LEFT) return 'left';
  return signal === undefined ? 'software' : `killed by ${signal}`;
}

/** Whether this end says that its node is to blame. */
export function blamesNode({ code, why }: RankEnd): boolean {
  return why === 'node' || code === HARDWARE;
}

/** The program with the address of the first rank in its arguments: `{host}`, `{port}`. */
export function withAddress(program: EngineProgram, { host, port }: Address): EngineProgram {
  const fill = (text: string) => text.replaceAll('{host}', host).replaceAll('{port}', String(port));
  const [first, ...rest] = program.argv;
  return { ...program, argv: [first, ...rest.map(fill)] };
}
