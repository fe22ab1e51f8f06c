import type { BacktestReport } from '../backtest/index.ts';
import type { Problem } from '../base/index.ts';
import type { LaunchEngine, RankedLaunch } from '../export/index.ts';
import type { SearchOutcome } from '../model/index.ts';
import type { CandidateReport, Plan, SitePower, SitePowerOptions } from '../plan/index.ts';
import type {
  ExplainedTwin,
  FactoryText,
  LifeRequest,
  LivesPart,
  LivesRequest,
  PolicyReport,
  PolicyRequest,
  RecordedLife,
  TwinRequest,
} from '../study/index.ts';
import type { TwinTrace } from '../twin/index.ts';

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
      /** Which strategy to launch; by default 1, the fastest. */
      readonly rank?: number;
    };
    output: CandidateReport & { readonly launch?: RankedLaunch };
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
  lives: { input: LivesRequest; output: LivesPart };
  /** The best policy of a run, by racing many on the same lives; `PolicySearch` does it in parts. */
  optimise: { input: PolicyRequest; output: PolicyReport };
  /** The journal of the first life under a seed, as text. */
  record: { input: LifeRequest; output: RecordedLife };
  /** One life in full, for playback. */
  replay: { input: LifeRequest; output: TwinTrace };
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
