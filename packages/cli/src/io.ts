import type { Result } from '@gigafactory/core/base';
import type { ClusterRequest, ClusterWorkers, DesiredCluster } from '@gigafactory/server/batch';
import type { Examined, Patient } from '@gigafactory/server/doctor';
import type { ControlPlane } from '@gigafactory/server/operate';
import type { RunOperation, WorkerPool } from '@gigafactory/server/threads';
import type { StopSignal } from './failure.ts';
import type { Measured } from './machine/measured.ts';

/** Somewhere to write text to. */
export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Columns of the terminal; undefined if it is not a terminal. */
  readonly columns: number | undefined;
  /**
   * Resolves once everything is written, or to the system's error code (`ENOSPC`) if it could not be. A
   * reader that has gone (`EPIPE`), as in `gigafactory plan FILE | head`, is not an error.
   */
  settled(): Promise<string | undefined>;
  /** Resolves once the reader has gone: what is written from then on is lost. */
  readonly gone: Promise<void>;
}

/** Time of day here. */
export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** How far local time is ahead of UTC at a moment given in ms since 1970, minutes. */
  offset(at: number): number;
}

/** The way to the control plane of one state folder. */
export interface ControlDoor {
  /** The state folder. */
  readonly folder: string;
  /** Whether anything was ever run in it. */
  hasRuns(): Promise<boolean>;
  /** The control plane that runs; undefined if none does. */
  connect(): Promise<ControlPlane | undefined>;
  /** The control plane, started if none ran. */
  start(): Promise<ControlPlane>;
}

/** Everything that the program touches outside itself; tests provide their own. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** The bytes of standard input, in pieces. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Asks a person and returns the line typed, undefined at the end of input; absent without a terminal. */
  readonly ask?: ((question: string) => Promise<string | undefined>) | undefined;
  readonly clock: Clock;
  readonly control: ControlDoor;
  /** Who gives the orders: `ada@host`. */
  readonly user: string;
  readonly platform: NodeJS.Platform;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Runs an operation of the core. */
  readonly run: RunOperation;
  /** Starts threads that run operations of the core. */
  readonly startPool: (threads: number) => Promise<WorkerPool>;
  /** Workers on a cluster. */
  readonly openCluster: (
    cluster: DesiredCluster,
    request: Omit<ClusterRequest, 'access' | 'command'>,
  ) => Promise<Result<ClusterWorkers>>;
  /** Measures this machine, which takes about 20 s; `say` hears what is being measured. */
  readonly measure: (say: (what: string) => void) => Promise<Measured>;
  /** Looks at this machine, and at where a run is to run, part by part. */
  readonly examine: (patient: Patient) => AsyncIterable<Examined>;
  /** CPU time that this process has used on all its threads, s. */
  readonly cpuSeconds: () => number;
  /** Resolves when the process is asked to stop. */
  readonly stopped: () => Promise<StopSignal>;
}
