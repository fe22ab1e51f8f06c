import type { Seconds } from '../base/index.ts';
import type { DomainKind, FleetPolicy, RunSpec, Topology } from '../control/protocol/index.ts';
import type { TwinDuration } from './duration.ts';
import type { Detection, TimedFault } from './fault.ts';

/** Something that breaks in nodes, one part of its kind in every node. */
export interface TwinCause {
  /** For example `Faulty GPU`; the key of counts by cause and of retry budgets. */
  readonly name: string;
  /** What part fails: `gpu`, `hbm`, `network`, ... */
  readonly component: string;
  /** Failures per node and s of a fleet of this age, on average over `ratesSeenFor`, without lemons. */
  readonly ratePerNodeSecond: number;
  /** Weibull shape of the part's life: 1 is a constant rate, below 1 infant mortality. */
  readonly shape: number;
  readonly detection: Detection;
  /** Repair of a node that it broke, once a crew is at it; absent: starting again on the node is enough. */
  readonly repair?: TwinDuration;
  /** Whether the repair takes a part from the stock, which is new. */
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
   * Share of the nodes' network that is left while it is down, dimensionless: 0 takes the nodes away,
   * 7/8 is one of eight rails lost, which slows runs and stops none.
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
  /** Of a slow node that was taken out. */
  readonly repair: TwinDuration;
  /** s that short link flaps of one node stall its run, per s. */
  readonly flapStall: number;
  /** Part of its speed that the fleet loses at the hottest time of day. */
  readonly heatShare: number;
  /** Part of their speed that runs lose to sequences of uneven length, beyond what their step time holds. */
  readonly imbalanceShare: number;
}

/** Corruption that is not seen at first. */
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
  /** Nodes that can be worked on at once; Infinity when no crew ever lacks. */
  readonly crews: number;
  /** Parts on the shelf at the start; Infinity when none ever lacks. */
  readonly parts: number;
  /** From the order of a new part to the shelf, s. */
  readonly partLeadTime: Seconds;
}

/** Failures of a job as a whole: they strike only while an attempt lives. */
export interface TwinJobHazard {
  readonly name: string;
  /** Failures per s, whatever the number of nodes. */
  readonly ratePerSecond: number;
  readonly detection: Detection;
}

/** What a training run's checkpoints cost it. */
export interface TwinCheckpoint {
  /** s that training stands still while a durable checkpoint is written, alone on the storage. */
  readonly writeTime: Seconds;
  /** Bytes written to the shared storage. */
  readonly bytes: number;
  /**
   * Copies in between; absent: there are none. Those in a peer's memory are lost when a node and its peer
   * are, those on the node's own drives, `local`, when any node is.
   */
  readonly memory?: {
    readonly interval: Seconds;
    readonly writeTime: Seconds;
    readonly where?: 'peer' | 'local';
  };
}

/** How long things take in one run. */
export interface TwinTimes {
  /** From a crash to the engine's word of it; also from a node's failure to its monitor's. */
  readonly detectCrash: TwinDuration;
  /** Finding the cause and the node once a failure is noticed. */
  readonly diagnose: TwinDuration;
  /** From the launch of an attempt to its first training step, loading the checkpoint included. */
  readonly restart: TwinDuration;
  /** Bringing spare nodes into the gang; with warm standbys `warmSwap`. */
  readonly spareSwap: TwinDuration;
  readonly warmSwap: TwinDuration;
  /** From the loss of a replica, once noticed, to the others training on. */
  readonly shrink: TwinDuration;
  /** Bringing a lost replica back on complete nodes; the others train meanwhile. */
  readonly rejoin: TwinDuration;
}

/** How a run's step suffers from slow nodes and lost bandwidth. */
export interface TwinStep {
  /** Share of a step spent computing, and exposed on the network between nodes. */
  readonly computeShare: number;
  readonly networkShare: number;
  readonly stages: number;
  readonly microBatches: number;
  /** Of each stage. */
  readonly modelChunks: number;
}

/** One run, or one service: `serve` has no checkpoints, and its replicas do not wait for each other. */
export interface TwinRun {
  readonly kind: 'train' | 'serve';
  readonly spec: RunSpec;
  /** When it is asked for, s. */
  readonly start: Seconds;
  /** Training time that it needs, without any loss, s; beyond the horizon: it never ends. */
  readonly work: Seconds;
  readonly jobHazards: readonly TwinJobHazard[];
  /** Restarts by people and planned maintenance windows per s of calendar time. */
  readonly personRate: number;
  readonly maintenanceRate: number;
  readonly maintenance: TwinDuration;
  readonly checkpoint: TwinCheckpoint;
  readonly times: TwinTimes;
  readonly step: TwinStep;
}

/**
 * What a fault does that strikes while the run recovers from another. Restart: the recovery begins
 * again (Daly 2006). Ignore: it does not strike (as if time to failure were counted in training time
 * only). Queue: it is found when training starts again, and costs a recovery of its own.
 */
export type DuringRecovery = 'restart' | 'ignore' | 'queue';

/** One fleet and what runs on it, in plain numbers: all that the twin needs to live through it. */
export interface TwinScenario {
  readonly gpusPerNode: number;
  readonly topology: Topology;
  /**
   * Nodes of the site, of which those beyond the topology stay away. Faults are drawn for all of them, so
   * that fleets of one site that differ in their spares see the same ones. Left out: those of the topology.
   */
  readonly siteNodes?: number;
  readonly fleet: FleetPolicy;
  /** The first is the one that results are about. */
  readonly runs: readonly TwinRun[];
  readonly causes: readonly TwinCause[];
  /** Age of the fleet at the start, and for how long at that age the causes' rates were seen, s. */
  readonly age: Seconds;
  readonly ratesSeenFor: Seconds;
  /** Nodes that fail `factor` times as often. */
  readonly lemons: { readonly share: number; readonly factor: number };
  readonly domains: readonly TwinDomainHazard[];
  readonly stragglers: TwinStragglers;
  readonly corruption: TwinCorruption;
  readonly repair: TwinRepair;
  /** Write bandwidth that all checkpoints share, B/s; Infinity when they never meet. */
  readonly storageBandwidth: number;
  /** From the failure of a node that no attempt needs, or of a domain, to its monitor's word. */
  readonly monitorTime: TwinDuration;
  readonly duringRecovery: DuringRecovery;
  /** Faults at fixed times, beside those drawn. */
  readonly faults: readonly TimedFault[];
  /** Virtual time to live through, s. */
  readonly horizon: Seconds;
}
