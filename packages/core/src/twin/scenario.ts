import type { Seconds } from '../base/index.ts';
import type { DomainKind, FleetPolicy, RunSpec, Topology } from '../control/protocol/index.ts';
import type { TwinDuration } from './duration.ts';
import type { Detection, TimedFault } from './fault.ts';

/** A cause of node failures, with one such part in every node. */
export interface TwinCause {
  /** For example `Faulty GPU`; the key of counts by cause and of retry budgets. */
  readonly name: string;
  /** Which part fails: `gpu`, `hbm`, `network`, ... */
  readonly component: string;
  /** Failures per node and s of a fleet of this age, on average over `ratesSeenFor`, without lemons. */
  readonly ratePerNodeSecond: number;
  /** Weibull shape of the part's life: 1 is a constant rate, below 1 infant mortality. */
  readonly shape: number;
  readonly detection: Detection;
  /** Duration of the repair once a crew is at it; absent if restarting on the node is enough. */
  readonly repair?: TwinDuration;
  /** Whether the repair takes a new part from stock. */
  readonly replacesPart: boolean;
}

/** A kind of domain that fails as a whole. */
export interface TwinDomainHazard {
  readonly kind: DomainKind;
  readonly cause: string;
  /** Failures per domain and s. */
  readonly rate: number;
  readonly repair: TwinDuration;
  /**
   * Share of the nodes' network bandwidth left while it is down, dimensionless: 0 takes the nodes out; 7/8 is
   * one of eight rails lost, which slows runs but stops none.
   */
  readonly bandwidthLeft: number;
}

/** Nodes that slow a run down without failing. */
export interface TwinStragglers {
  /** Per node and s. */
  readonly rate: number;
  /** How many times slower the node computes. */
  readonly factor: number;
  readonly duration: TwinDuration;
  /** Repair of a slow node that was taken out. */
  readonly repair: TwinDuration;
  /** Time for which short link flaps of one node stall its run, s per s. */
  readonly flapStall: number;
  /** Share of its speed that the fleet loses at the hottest time of day. */
  readonly heatShare: number;
  /** Share of their speed that runs lose to sequences of uneven length, beyond what their step time includes. */
  readonly imbalanceShare: number;
}

/** Corruption that is not noticed at first. */
export interface TwinCorruption {
  readonly cause: string;
  /** Per node and s. */
  readonly rate: number;
  readonly latency: TwinDuration;
  /** Share of corrupting nodes that the diagnosis finds. */
  readonly recall: number;
  readonly repair: TwinDuration;
}

export interface TwinRepair {
  /** Nodes that can be worked on at once; Infinity if there is always a crew. */
  readonly crews: number;
  /** Parts in stock at the start; Infinity if there is always a part. */
  readonly parts: number;
  /** From ordering a new part to having it in stock, s. */
  readonly partLeadTime: Seconds;
}

/** Failures of a job as a whole; they strike only while an attempt is alive. */
export interface TwinJobHazard {
  readonly name: string;
  /** Failures per s, whatever the number of nodes. */
  readonly ratePerSecond: number;
  readonly detection: Detection;
}

/** What a training run's checkpoints cost it. */
export interface TwinCheckpoint {
  /** How long training stops while a durable checkpoint is written, with no other run using the storage, s. */
  readonly writeTime: Seconds;
  /** Bytes written to the shared storage. */
  readonly bytes: number;
  /**
   * Copies in between; absent if there are none. Copies in a peer's memory are lost when a node and its peer
   * are lost; copies on the node's own drives, `local`, when any node is.
   */
  readonly memory?: {
    readonly interval: Seconds;
    readonly writeTime: Seconds;
    readonly where?: 'peer' | 'local';
  };
}

/** How long things take in one run. */
export interface TwinTimes {
  /** From a crash to the engine's report of it; also from a node's failure to its monitor's report. */
  readonly detectCrash: TwinDuration;
  /** Finding the cause and the node once a failure is noticed. */
  readonly diagnose: TwinDuration;
  /** From the launch of an attempt to its first training step, loading the checkpoint included. */
  readonly restart: TwinDuration;
  /** Bringing spare nodes into the gang; with warm standbys it is `warmSwap`. */
  readonly spareSwap: TwinDuration;
  readonly warmSwap: TwinDuration;
  /** From the loss of a replica, once noticed, to the others training on. */
  readonly shrink: TwinDuration;
  /** Bringing a lost replica back on complete nodes; the others train meanwhile. */
  readonly rejoin: TwinDuration;
}

/** What slow nodes and lost bandwidth need to know about a run's step. */
export interface TwinStep {
  /** Share of a step spent computing, and share exposed on the network between nodes. */
  readonly computeShare: number;
  readonly networkShare: number;
  readonly stages: number;
  readonly microBatches: number;
  /** Per stage. */
  readonly modelChunks: number;
}

/** One run, or one service: `serve` has no checkpoints, and its replicas do not wait for each other. */
export interface TwinRun {
  readonly kind: 'train' | 'serve';
  readonly spec: RunSpec;
  /** When it is requested, s. */
  readonly start: Seconds;
  /** Training time it needs without any loss, s; beyond the horizon it never ends. */
  readonly work: Seconds;
  readonly jobHazards: readonly TwinJobHazard[];
  /** Restarts by people and planned maintenance windows per s of calendar time. */
  readonly personRate: number;
  readonly maintenanceRate: number;
  readonly maintenance: TwinDuration;
  readonly checkpoint: TwinCheckpoint;
  readonly times: TwinTimes;
  /**
   * How much of `restart`, `shrink` or `rejoin` is done by the time a crash is noticed, s; below 0 if they take
   * longer then. After a planned stop, or once a hang is noticed, all of it is still to be done.
   */
  readonly headStart?: Seconds;
  readonly step: TwinStep;
}

/**
 * What happens to a fault that strikes while the run recovers from another. Restart: the recovery begins
 * again (Daly 2006). Ignore: it does not strike (as if time to failure counted only training time). Queue: it
 * is found when training resumes, and costs another recovery.
 */
export type DuringRecovery = 'restart' | 'ignore' | 'queue';

/** One fleet and what runs on it, in plain numbers: everything the twin needs to simulate it. */
export interface TwinScenario {
  readonly gpusPerNode: number;
  readonly topology: Topology;
  /**
   * Nodes of the site; those beyond the topology are not used. Faults are drawn for all of them, so that
   * fleets of one site with different numbers of spares meet the same faults. By default the nodes of the
   * topology.
   */
  readonly siteNodes?: number;
  readonly fleet: FleetPolicy;
  /** Results are about the first one. */
  readonly runs: readonly TwinRun[];
  readonly causes: readonly TwinCause[];
  /** Age of the fleet at the start, and for how long from that age the causes' rates were observed, s. */
  readonly age: Seconds;
  readonly ratesSeenFor: Seconds;
  /** Nodes that fail `factor` times as often. */
  readonly lemons: { readonly share: number; readonly factor: number };
  readonly domains: readonly TwinDomainHazard[];
  readonly stragglers: TwinStragglers;
  readonly corruption: TwinCorruption;
  readonly repair: TwinRepair;
  /** Write bandwidth that all checkpoints share, B/s; Infinity if they never compete. */
  readonly storageBandwidth: number;
  /** From the failure of a domain, or of a node that no attempt needs, to the monitor's report. */
  readonly monitorTime: TwinDuration;
  readonly duringRecovery: DuringRecovery;
  /** Faults at fixed times, besides those drawn. */
  readonly faults: readonly TimedFault[];
  /** Virtual time to simulate, s. */
  readonly horizon: Seconds;
}
