import { andThen, failed, ok, type Result } from '../../base/index.ts';
import type { Mode } from '../../control/protocol/index.ts';
import { type FactoryText, inFile, planText, runNamed } from '../factory-text.ts';
import { desire, NO_ENGINE } from './desire.ts';
import { type DesiredEngine, engineOf } from './desired-engine.ts';
import type { DesiredRun } from './desired-run.ts';

/** A run of a factory file that is to be run for real. */
export interface DesireRequest extends FactoryText {
  /** Default: the first run of the file. */
  readonly run?: string | undefined;
  /** Whether its supervisor acts, or only watches; it acts when left out. */
  readonly mode?: Mode | undefined;
  /** Of the program's random numbers; 7 when left out. */
  readonly seed?: number | undefined;
}

/** Plans the file, and says what it takes to run the run. Problems: those of the plan, and of `desire`. */
export function desiredRun(input: DesireRequest): Result<DesiredRun> {
  return andThen(planText(input), ({ factory, plan }) =>
    andThen(runNamed(factory, input.run), (run) =>
      inFile(input, desire(factory, plan, { run, mode: input.mode, seed: input.seed })),
    ),
  );
}

/** Where the file runs its runs for real, as for one that takes the whole fleet. Problem: `engine.missing`. */
export function desiredEngine(input: FactoryText): Result<DesiredEngine> {
  return andThen(planText(input), ({ factory, plan }) =>
    factory.engine ? ok(engineOf(factory, factory.engine, plan.fleet.gpus)) : failed(NO_ENGINE),
  );
}
