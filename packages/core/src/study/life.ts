import { failed, mapValue, ok, type Problem, type Result } from '../base/index.ts';
import { type Journal, readJournal } from '../control/journal/index.ts';
import type { Factory } from '../factory/index.ts';
import {
  checkScenario,
  type FixedFault,
  journalScenario,
  type TwinScenario,
} from '../twin/index.ts';
import { type FactoryText, inFile, type PlannedText, planText, runNamed } from './factory-text.ts';
import { scenarioOf } from './scenario/scenario.ts';

/** A run of a factory file, and the conditions under which the twin simulates it. */
export interface LifeRequest extends FactoryText {
  /** Default: the only or first run of the file. */
  readonly run?: string | undefined;
  readonly seed?: number | undefined;
  /** Virtual days to simulate; by default 54, or to the end of the run if that is earlier. */
  readonly days?: number | undefined;
  /** Other runs of the file to simulate alongside it. */
  readonly with?: readonly string[] | undefined;
  /** Faults at fixed times, besides those drawn. */
  readonly faults?: readonly FixedFault[] | undefined;
  /**
   * A journal as text: its faults are replayed, under the policies of the file, instead of drawing faults. By
   * default the run is the journal's first, and the life is as long as the journal.
   */
  readonly journal?: string | undefined;
}

/** Many lives of one run. */
export interface TwinRequest extends LifeRequest {
  readonly lives?: number | undefined;
}

/** Everything the twin needs to simulate a run of the file. */
export interface PlannedLife extends PlannedText {
  readonly scenario: TwinScenario;
  /** The journal whose faults are replayed, and what could not be taken from it. */
  readonly journal?: (Journal & { readonly notes: readonly string[] }) | undefined;
}

/** Plans the file and derives the twin's scenario from it. */
export function lifeOf(input: LifeRequest): Result<PlannedLife> {
  const journal = input.journal === undefined ? undefined : readJournal(input.journal);
  if (journal && !journal.ok) return journal;
  if (journal?.value.horizon === 0) return failed(NOTHING_JOURNALED);
  const planned = planText(input);
  if (!planned.ok) return planned;
  const { factory, plan } = planned.value;
  const journaled = trainingRuns(journal?.value);
  const run = runNamed(factory, input.run ?? journaled[0]);
  if (!run.ok) return run;
  const { days, faults = [] } = input;
  const others = besideOf(factory, input.with ?? journaled.filter((name) => name !== run.value));
  if (!others.ok) return others;
  const lived = { run: run.value, beside: others.value, days, faults };
  const scenario = inFile(input, scenarioOf(factory, plan, lived));
  if (!scenario.ok) return scenario;
  const life = { factory, plan, scenario: scenario.value };
  return journal ? withJournal(life, journal.value) : ok(life);
}

const NOTHING_JOURNALED: Problem = {
  code: 'journal.empty',
  message: 'The journal holds no event after its beginning: there is nothing to live through.',
};

function trainingRuns(journal: Journal | undefined): string[] {
  const runs = journal?.header.runs ?? [];
  return runs.filter(({ kind }) => kind === 'train').map(({ run }) => run);
}

/** The life with the journal's faults; refuses if either has runs that the other lacks. */
function withJournal(life: PlannedLife, journal: Journal): Result<PlannedLife> {
  const own = life.scenario.runs.map(({ spec }) => spec.run);
  const lived = journal.header.runs.map(({ run }) => run);
  const strange =
    lived.find((run) => !own.includes(run)) ?? own.find((run) => !lived.includes(run));
  if (strange !== undefined) {
    const message = `The journal is of ${lived.join(', ')}, and the twin would live ${own.join(', ')}: they must be the same runs and services.`;
    return failed({ code: 'journal.runs', message });
  }
  const { scenario, notes } = journalScenario(life.scenario, journal);
  return mapValue(checkScenario(scenario), () => ({
    ...life,
    scenario,
    journal: { ...journal, notes },
  }));
}

function besideOf(factory: Factory, wanted: readonly string[]): Result<readonly string[]> {
  for (const name of wanted) {
    const run = runNamed(factory, name);
    if (!run.ok) return run;
  }
  return ok(wanted);
}
