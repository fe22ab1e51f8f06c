import type { Notes } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import type { KernelStanding, StackFeatures } from '../facts/index.ts';
import type {
  FabricSize,
  FabricTopology,
  Precision,
  Spread,
  StepTimes,
  Strategy,
  TrainingMemory,
} from '../model/index.ts';

/**
 * The plan of a factory file. Every number is in SI (seconds, bytes, watts, US dollars, FLOP) or a count, a
 * date is in seconds since 1970, and `notes` holds the derivation of each under its path
 * (`notes['power.facility']` explains `power.facility`). Immutable: a changed file gives a new plan.
 */
export interface Plan {
  readonly format: 1;
  readonly name: string;
  readonly about: string;
  readonly hardware: HardwarePlan;
  readonly fleet: FleetPlan;
  readonly fabric: FabricPlan;
  readonly power: PowerPlan;
  /** Absent if the file names neither what is bought, nor where it is built, nor money. */
  readonly money?: MoneyPlan;
  readonly reliability: ReliabilityPlan;
  /** Absent if the file has no schedule. */
  readonly dates?: DatesPlan;
  /** By run name. */
  readonly training: Readonly<Record<string, TrainingPlan>>;
  readonly requirements: readonly CheckedRequirement[];
  /** Claims about the twin, which lives have to judge. */
  readonly unjudged: readonly TwinClaim[];
  readonly notes: Notes;
}

/** What the factory is built from, by part. */
export type HardwarePlan = Readonly<Record<keyof Factory['hardware'], PartPlan>>;

export interface PartPlan {
  /** In the catalogue. */
  readonly use: string;
  readonly label: string;
  /** The file does not name it: it is of the usual kit. */
  readonly isUsual: boolean;
}

export interface FleetPlan {
  readonly gpus: number;
  readonly gpusPerNode: number;
  readonly nodes: number;
  readonly nodesPerRack: number;
  readonly racks: number;
  /** Sum of the GPUs' dense bf16 peaks, FLOP/s. */
  readonly peakFlops: number;
  /** Sum of the GPUs' memory, B. */
  readonly memory: number;
  /** GPUs of a kind, by its name in the catalogue: of the fleet's own, and of those that a requirement names. */
  readonly gpusOf: Readonly<Record<string, number>>;
}

export interface FabricPlan extends FabricSize {
  readonly spread: Spread;
  readonly switchPorts: number;
  readonly endpoints: number;
  readonly rails: number;
  /** Copies of the fabric side by side. */
  readonly planes: number;
  /** Bandwidth down of a leaf over its bandwidth up. */
  readonly oversubscription: number;
  /** Its shape, for further computation; the other figures follow from it. */
  readonly topology: FabricTopology;
  /** One direction, B/s, through the middle of the fabric. */
  readonly bisectionBandwidth: number;
}

export interface PowerPlan {
  readonly nodes: number;
  readonly network: number;
  /** Storage, management and other IT that is neither GPU node nor GPU fabric, W. */
  readonly otherIt: number;
  readonly it: number;
  readonly pue: number;
  readonly facility: number;
  readonly perGpu: number;
  /** Drawn by the facility while it trains, W; the other figures are what must be provided for. */
  readonly training: number;
  /** J in a year of training. */
  readonly annualEnergy: number;
}

export interface MoneyPlan {
  readonly capex: {
    readonly nodes: number;
    readonly switches: number;
    readonly links: number;
    readonly storage: number;
    readonly construction: number;
    readonly total: number;
  };
  /** Per year, USD. */
  readonly opex: {
    readonly electricity: number;
    readonly maintenance: number;
    readonly total: number;
  };
  /** CapEx spread over its useful life, USD a year. */
  readonly annualCapex: number;
  /** USD per GPU and second; shown per GPU-hour. */
  readonly perGpuHour: number;
  readonly capexPerGpu: number;
}

export interface ReliabilityPlan {
  /** Unexpected failures per node and second. */
  readonly nodeFailureRate: number;
  /** Unexpected failures in the whole fleet, per second. */
  readonly fleetFailureRate: number;
  /** Mean time to a failure somewhere in the fleet, s. */
  readonly meanTimeToFailure: number;
}

export interface DatesPlan {
  readonly start: number;
  readonly ready: number;
  /** When each task of the schedule starts and ends, by name. */
  readonly tasks: Readonly<Record<string, { readonly start: number; readonly end: number }>>;
}

/** How a run is split over its GPUs, and into how many micro-batches per pipeline. */
export interface StrategyPlan extends Strategy {
  readonly microBatches: number;
}

/** Bytes on the fullest GPU. */
export type MemoryPlan = TrainingMemory;

/** Where one optimizer step's time goes, s; the parts add up to the step time. */
export type StepPlan = Omit<StepTimes, 'time'>;

export interface CheckpointPlan {
  /** B. */
  readonly size: number;
  /** s during which training waits for the write. */
  readonly writeTime: number;
  /** s between checkpoints. */
  readonly interval: number;
  /** Interruptions that lose work back to such a checkpoint, per second. */
  readonly lossRate: number;
  /** Copies nearer than the storage between two checkpoints, and the training time that one costs, s. */
  readonly copies?: number;
  readonly copyTime?: number;
}

/** What goodput is a product of, each a share; a part that costs a run nothing is left out. */
export interface EfficiencyPlan {
  /** Time in which the run is not stopped by failures. */
  readonly recovery?: number;
  /** Time in which the other replicas do not wait for a lost one to be left out. */
  readonly stalls?: number;
  /** Replicas that train. */
  readonly replicas?: number;
  /** Running time that is neither checkpoints nor work done again. */
  readonly checkpointing?: number;
  /** Work that is not thrown away as corrupt. */
  readonly corruption?: number;
  /** Time without planned stops. */
  readonly planned?: number;
  /** Pace under heat, uneven sequences and link flaps. */
  readonly pace?: number;
}

/** Ends of the intervals around a predicted step time, s. */
export interface StepTimeRange {
  readonly low95: number;
  readonly low80: number;
  readonly high80: number;
  readonly high95: number;
}

export interface TrainingPlan {
  readonly model: string;
  readonly precision: Precision;
  /** Name of the software stack. */
  readonly stack: string;
  /** What the kernels of its GPU rest on; a step by scaled ones has a wider range. */
  readonly kernels: KernelStanding;
  /** What the stack does, and what the run does with its own switches on top. */
  readonly stackFeatures: StackFeatures;
  readonly features: StackFeatures;
  readonly gpus: number;
  readonly nodes: number;
  readonly spareNodes: number;
  readonly parameters: number;
  readonly activeParameters: number;
  readonly flopPerToken: number;
  readonly flop: number;
  readonly tokens: number;
  readonly tokensPerStep: number;
  readonly steps: number;
  readonly strategy: StrategyPlan;
  /** How many candidates the search evaluated to a step time, and how many it rejected before that. */
  readonly search: { readonly evaluated: number; readonly rejected: number };
  readonly memory: MemoryPlan;
  readonly step: StepPlan;
  readonly stepTime: number;
  /**
   * Where the measured step time would lie, s: from `low80` to `high80` in 80 of 100 runs with such software,
   * and in 95 from `low95` to `high95`. No requirement is judged by it.
   */
  readonly stepTimeRange: StepTimeRange;
  readonly mfu: number;
  readonly tokensPerSecond: number;
  readonly tokensPerSecondPerGpu: number;
  /** s of pure computing, without any interruption. */
  readonly idealDuration: number;
  /** Groups that recover independently, where the way of recovery lets them. */
  readonly replicas: number;
  readonly checkpoint: CheckpointPlan;
  /** s from a failure until training resumes, without rework. */
  readonly recoveryTime: number;
  readonly meanTimeToInterruption: number;
  readonly interruptions: number;
  readonly efficiency: EfficiencyPlan;
  /** Useful training time over wall time, in closed form. */
  readonly goodput: number;
  readonly duration: number;
  /** Absent, together with `end`, if neither the run nor the schedule says when it starts. */
  readonly start?: number;
  readonly end?: number;
  /** Absent if no money is planned. */
  readonly cost?: number;
  /** Reasons for doubt: shapes outside what was measured, and models of things that were not measured. */
  readonly warnings: readonly string[];
}

export type Verdict = 'holds' | 'fails' | 'unknown';

/** A claim of the factory file, checked against the plan. */
export interface CheckedRequirement {
  readonly claim: string;
  /** Who says so. */
  readonly saidBy?: string;
  /** A path of the plan or a formula over paths; or a figure of the twin. */
  readonly quantity: string;
  /** What it is judged by: the plan's formulas, or the lives of the twin. */
  readonly source: 'plan' | 'twin';
  /** Of the lives, between 0 and 100; only of the twin. */
  readonly percentile?: number;
  readonly relation: 'atLeast' | 'atMost';
  readonly unit: string;
  readonly bound: number;
  readonly value: number;
  /**
   * Lowest and highest value with every input at its worst end; of the twin, the 95 % confidence interval of the
   * percentile.
   */
  readonly range: readonly [number, number];
  readonly verdict: Verdict;
  /** How far the value is on the good side, as a share of the bound; negative if the claim fails. */
  readonly margin: number;
  readonly why: string;
  /** Line of the file. */
  readonly line?: number;
}

/** What a requirement may name of a life. */
export type TwinFigure = 'duration' | 'end' | 'goodput' | 'ettr' | 'interruptions' | 'cost';

/** A claim about what the twin lives through: not judged yet, because lives take their time. */
export interface TwinClaim {
  /** Its number among the requirements of the file, from 0. */
  readonly index: number;
  readonly claim: string;
  readonly saidBy?: string;
  readonly quantity: string;
  readonly run: string;
  readonly figure: TwinFigure;
  /** Of the lives, between 0 and 100. */
  readonly percentile: number;
  readonly relation: 'atLeast' | 'atMost';
  readonly unit: string;
  readonly bound: number;
  /** The line of the file. */
  readonly line: number;
}
