import type { BacktestReport } from '../backtest/index.ts';
import type { Notes, Problem } from '../base/index.ts';
import type { SearchOutcome } from '../model/index.ts';
import type {
  CandidateReport,
  LaunchEngine,
  Plan,
  SitePower,
  SitePowerOptions,
} from '../plan/index.ts';
import type {
  JournalOutcome,
  Life,
  LossCause,
  TimedFault,
  TwinResult,
  TwinTrace,
} from '../twin/index.ts';

import type { Objective, PolicyReport } from './optimise/report.ts';

/** The factory file as text, and edits on top of it by path (`{ 'fleet.gpus': '50000' }`). */
export interface FactoryText {
  readonly text: string;
  /** A name for messages; never opened. */
  readonly file?: string;
  readonly edits?: Readonly<Record<string, string>>;
}

export interface TwinRequest extends FactoryText {
  /** Default: the only or first run of the file. */
  readonly run?: string;
  readonly seed?: number;
  readonly days?: number;
  readonly replicas?: number;
  /** Other runs of the file that live side by side with it. */
  readonly with?: readonly string[];
  /** Faults at fixed times, beside those drawn. */
  readonly faults?: readonly TimedFault[];
  /**
   * A journal as text: its faults are lived through, under the policies of the file, instead of drawn ones.
   * Its first run is the one asked for unless told, and its length is that of the life.
   */
  readonly journal?: string;
}

/** When the run would end, s since 1970: the start planned and the spread of the duration. */
export interface EndDates {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

/** What the GPUs of the run cost while they came to nothing, USD for a life of the twin. */
export interface CostOfLost {
  readonly total: number;
  readonly byCause: Readonly<Record<LossCause, number>>;
}

/** A journal beside what the twin made of its faults. */
export interface JournalReport {
  /** What happened to the run then. */
  readonly then: JournalOutcome;
  /** Faults taken from it, by what they are. */
  readonly faults: Readonly<Record<string, number>>;
  /** Mean ETTR of the twin less that of then, least and most. */
  readonly difference: readonly [number, number];
  /** What could not be taken from it, in words. */
  readonly notes: readonly string[];
}

/** Many lives of one run, with a note for every figure under `twin.<run>`. */
export type ExplainedTwin = TwinResult & {
  /** Absent where the run never ends at its pace. */
  readonly endDate?: EndDates;
  readonly costOfLost: CostOfLost;
  /** With a journal. */
  readonly journal?: JournalReport;
  readonly notes: Notes;
};

/** Some of the lives under a seed. */
export interface LivesPart {
  /** Number of the first. */
  readonly from: number;
  /** Nodes of the fleet lived with, and of the run that results are about. */
  readonly nodes: number;
  readonly runNodes: number;
  readonly lives: readonly Life[];
}

/** Every operation: what goes in and what comes out. Bound to HTTP by the server, to a worker by the console. */
export interface Operations {
  /** Problems of a file; an empty list means that it can be planned. */
  check: { input: FactoryText; output: { readonly problems: readonly Problem[] } };
  plan: { input: FactoryText; output: Plan };
  /** Every candidate of the strategy search of one run that fits in memory, best first. */
  strategies: {
    input: FactoryText & {
      readonly run?: string;
      readonly top?: number;
      /** Also write how to launch a strategy in this engine. */
      readonly launch?: LaunchEngine;
      /** Which strategy to launch: 1, the fastest, unless told. */
      readonly rank?: number;
    };
    output: CandidateReport;
  };
  /**
   * One part of that search, for several workers to share: what all parts answer together goes to
   * `answerStrategies`.
   */
  search: {
    input: FactoryText & {
      readonly run?: string;
      readonly top?: number;
      readonly part: number;
      readonly parts: number;
    };
    output: SearchOutcome;
  };
  twin: { input: TwinRequest; output: ExplainedTwin };
  /**
   * Some of those lives, from `from` to before `before`, for several workers to share: all parts together
   * go to `answerTwin`.
   */
  lives: {
    input: TwinRequest & { readonly from: number; readonly before: number };
    output: LivesPart;
  };
  /** The best policy of a run, by racing many on the same lives; `PolicySearch` does it in parts. */
  optimise: {
    input: TwinRequest & {
      /** Parts of the policy to search over, see `DIMENSIONS`. */
      readonly over: readonly string[];
      /** `cost` unless told where spares are searched, else `ettr`. */
      readonly objective?: Objective;
    };
    output: PolicyReport;
  };
  /** The journal of the first life under a seed, as text. */
  record: { input: TwinRequest; output: { readonly journal: string } };
  /** One life in full, for playback. */
  replay: { input: TwinRequest; output: TwinTrace };
  /** Power of the site every 100 ms around a checkpoint and a failure, and batteries against its ramps. */
  power: {
    input: FactoryText & SitePowerOptions & { readonly run?: string };
    output: SitePower;
  };
  /** The file's text with the edits written in, comments kept. */
  edit: { input: FactoryText; output: { readonly text: string } };
  /** Predicts every row of a CSV file of measured training runs (columns of the README of validation/). */
  backtest: { input: { readonly csv: string }; output: BacktestReport };
  /** JSON Schema of the factory file. */
  schema: { input: Record<string, never>; output: Readonly<Record<string, unknown>> };
  /** Names to choose from: kind (`gpu`, `node`, `switch`, `model`, ...) -> name -> label. */
  catalogue: {
    input: Record<string, never>;
    output: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
}

export type OperationName = keyof Operations;

/** What every operation answers: its output, or all that is wrong with its input. */
export type Answer<Name extends OperationName> =
  | { readonly ok: true; readonly value: Operations[Name]['output'] }
  | { readonly ok: false; readonly problems: readonly Problem[] };
