import type {
  AttemptId,
  Command,
  CommandId,
  Diagnosis,
  Epoch,
  Micros,
  NodeId,
  ReplicaId,
} from '@gigafactory/core/protocol';
import type { ProcessIdentity } from '../../process/processes.ts';
import type { Address, OrderMark, RankNews, RankReport, Seat } from './cluster.ts';
import type { RankEnd, RankStatus } from './telemetry.ts';

/* An attempt as the engine knows it: plain data, so that it can be written down and read again. */

export type LaunchCommand = Extract<Command, { readonly kind: 'launch' }>;

export interface Rank extends Seat, Address {
  /** The command that starts it. */
  readonly command: CommandId;
  process?: ProcessIdentity | undefined;
  startStep?: number | undefined;
  end?: RankEnd | undefined;
  /** us of a clock that all ranks share. */
  endedAt?: number | undefined;
  /** The members under which it said that it trains. */
  generation: number;
  isStopped: boolean;
  /** s; undefined where it is not known. */
  cpuTime?: number | undefined;
}

/** A replica that the others train without. */
interface Loss {
  readonly replica: ReplicaId;
  readonly diagnosis: Diagnosis;
  /** The others were told to go on without it. */
  isShrunk: boolean;
}

type AttemptPhase = 'starting' | 'training' | 'saving' | 'saved' | 'done' | 'failed';

export interface Attempt {
  readonly id: AttemptId;
  readonly launch: LaunchCommand;
  readonly secret: string;
  readonly from: { readonly path: string; readonly step: number } | undefined;
  phase: AttemptPhase;
  /** It was ordered to end: what its processes do is no news. */
  isEnding: boolean;
  ranks: Rank[];
  losses: Loss[];
  /** Counts the changes of the members; 0 at the launch. */
  generation: number;
  /** The newest step, and when it or anything else was heard of. */
  step?: number | undefined;
  progressAt: Micros;
  launchedAt: Micros;
  /** When the members began to change, while they do. */
  changedAt?: Micros | undefined;
  diagnosis?: Diagnosis | undefined;
  /** Of a server: when it was told to take no more requests, and whether those that ran are over. */
  drainFrom?: Micros | undefined;
  isDrained?: boolean | undefined;
}

/** Under which order something is asked of a cluster. */
export function markOf({
  run,
  attempt,
  epoch,
  id,
}: Pick<Command, 'run' | 'attempt' | 'epoch' | 'id'>): OrderMark {
  return { run, attempt, epoch, command: id };
}

/** A rank that this order is about to start. */
export function newRank(seat: Seat, { host, port }: Address, command: CommandId): Rank {
  const { rank, replica, node, localRank } = seat;
  return { rank, replica, node, localRank, host, port, command, generation: 0, isStopped: false };
}

export function fenceOf({ launch }: Attempt): {
  run: string;
  attempt: AttemptId;
  epoch: Epoch;
} {
  return { run: launch.run, attempt: launch.attempt, epoch: launch.epoch };
}

/** Ranks of the replicas that train. */
export function members({ ranks, losses }: Attempt): Rank[] {
  return ranks.filter(({ replica }) => !losses.some((loss) => loss.replica === replica));
}

/**
 * Whether all that still lives was started to join others and never trained with them, while those have ended well:
 * there is nobody left who could take it in.
 */
export function haveMissedTheEnd(attempt: Attempt): boolean {
  const all = members(attempt);
  const ended = all.filter(({ end }) => end);
  const left = all.filter(({ end }) => !end);
  const isGood = ended.length > 0 && ended.every(({ end }) => end?.code === 0);
  const isNew = (rank: Rank) => rank.command !== attempt.launch.id && rank.generation === 0;
  return isGood && left.length > 0 && left.every(isNew);
}

export function ranksOf({ ranks }: Attempt, replica: ReplicaId): Rank[] {
  return ranks.filter((rank) => rank.replica === replica);
}

export function nodesOf(ranks: readonly Rank[]): NodeId[] {
  return [...new Set(ranks.map(({ node }) => node))].sort((a, b) => a - b);
}

/** Whether all that it can do is to be ended. */
export function isOver({ phase }: Attempt): boolean {
  return phase === 'done' || phase === 'failed' || phase === 'saved';
}

/** The rank that a message is about; undefined if it is of an earlier attempt or an earlier start of it. */
export function findRank(
  attempt: Attempt | undefined,
  about: Pick<RankNews, 'attempt' | 'rank' | 'command'>,
): Rank | undefined {
  if (attempt?.id !== about.attempt) return undefined;
  return attempt.ranks.find(
    ({ rank, command }) => rank === about.rank && command === about.command,
  );
}

/** Takes over what is known of a rank; returns whether it began or ended. */
export function update(rank: Rank, report: RankReport): boolean {
  const isNews = (!rank.process && report.process) || (!rank.end && report.end);
  rank.process = report.process ?? rank.process;
  rank.startStep = report.startStep ?? rank.startStep;
  rank.generation = Math.max(rank.generation, report.generation);
  rank.isStopped = report.isStopped;
  rank.cpuTime = report.cpuTime;
  if (!rank.end && report.end) {
    rank.end = report.end;
    rank.endedAt = report.endedAt;
  }
  return Boolean(isNews);
}

export function statusOf(rank: Rank): RankStatus {
  const { replica, node, process, end } = rank;
  const hasStarted = rank.startStep !== undefined || rank.generation > 0;
  const state = end ? 'ended' : hasStarted ? 'training' : 'starting';
  return { rank: rank.rank, replica, node, process, state, end };
}
