import { failed, mapValue, ok, type Result } from '../base/index.ts';
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

/** A run of a factory file, and the circumstances under which the twin lives through it. */
export interface LifeRequest extends FactoryText {
  /** Default: the only or first run of the file. */
  readonly run?: string | undefined;
  readonly seed?: number | undefined;
  /** Virtual days to live; the planned duration of the run when left out. */
  readonly days?: number | undefined;
  /** Other runs of the file that live side by side with it. */
  readonly with?: readonly string[] | undefined;
  /** Faults at fixed times, beside those drawn. */
  readonly faults?: readonly FixedFault[] | undefined;
  /**
   * A journal as text: its faults are lived through, under the policies of the file, instead of drawn ones.
   * By default its first run is the one asked for, and its length is that of the life.
   */
  readonly journal?: string | undefined;
}

/** Many lives of one run. */
export interface TwinRequest extends LifeRequest {
  readonly lives?: number | undefined;
}

/** All that the twin needs to live through a run of the file. */
export interface PlannedLife extends PlannedText {
  readonly scenario: TwinScenario;
  /** The journal whose faults it lives through, and what could not be taken from it. */
  readonly journal?: (Journal & { readonly notes: readonly string[] }) | undefined;
}

/** Plans the file and makes of it what the twin lives through. */
export function lifeOf(input: LifeRequest): Result<PlannedLife> {
  const journal = input.journal === undefined ? undefined : readJournal(input.journal);
  if (journal && !journal.ok) return journal;
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

function trainingRuns(journal: Journal | undefined): string[] {
  const runs = journal?.header.runs ?? [];
  return runs.filter(({ kind }) => kind === 'train').map(({ run }) => run);
}

/** The life with the journal's faults; refuses where either knows runs that the other does not. */
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
