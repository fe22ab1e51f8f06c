import type { Seconds } from '../../base/index.ts';
import type { ScalingPolicy } from '../../control/index.ts';
import type { JournalStart } from '../../control/journal/index.ts';
import type { RunId, SupervisorConfig } from '../../control/protocol/index.ts';
import type { FactoryServer } from '../../factory/index.ts';
import type { DesiredEngine } from './desired-engine.ts';
import type { DesiredRun } from './desired-run.ts';

/**
 * Services as they are to be run for real: one supervisor leads the replicas of all, and the training runs of the
 * same file.
 */
export interface DesiredServices {
  /** Of all together: their names, joined. */
  readonly name: string;
  /** Each replica is a run of its own; those that train come last. */
  readonly supervisor: SupervisorConfig;
  /** The first line of their journal; see `headerLine`. */
  readonly journalStart: JournalStart;
  readonly engine: DesiredEngine;
  readonly services: readonly DesiredService[];
  /** Which of the services were asked for; the others wait until they are. */
  readonly asked: readonly string[];
  /** Runs that share the nodes with them, by priority; none of them begins with the services. */
  readonly runs: readonly DesiredRun[];
}

/** One service, and how its replicas are started and watched. */
export interface DesiredService {
  readonly name: string;
  readonly kind: FactoryServer['kind'];
  /** By which clients ask for it. */
  readonly model: string;
  readonly priority: number;
  /** Its replicas by the names of their runs, as many as there may be at most. */
  readonly replicas: readonly RunId[];
  readonly nodesPerReplica: number;
  readonly scaling: ScalingPolicy;
  /** With `{host}` and `{port}` where it is told where to listen. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly environmentFrom: readonly string[];
  /** Until its first healthy answer. */
  readonly startWithin: Seconds;
  readonly unhealthyAfter: Seconds;
  readonly drainWithin: Seconds;
}
