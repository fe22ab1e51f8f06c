import { failed, Notebook, ok, type Problem, type Result } from '../base/index.ts';
import type { Factory } from '../factory/index.ts';
import { planDates } from './dates.ts';
import { planFabric } from './fabric.ts';
import { planFleet, planHardware } from './fleet.ts';
import { noteHardware } from './job.ts';
import { planMoney } from './money.ts';
import { withTypedPower } from './node-power.ts';
import type { Plan, TrainingPlan } from './plan.ts';
import { planPower } from './power.ts';
import { planReliability } from './reliability.ts';
import { checkRequirements } from './requirements.ts';
import { planTraining } from './training.ts';
import { readTwinClaims } from './twin-claims.ts';

/**
 * Plans a factory: fleet, fabric, power, money, dates, training runs and requirements, with a note for every
 * figure. Pure and synchronous; docs/performance.md says how long it takes.
 */
export function planFactory(given: Factory): Result<Plan> {
  const factory = withTypedPower(given);
  const book = new Notebook();
  book.within('factory').knowAll(factory);
  const scope = book.within('', SECTIONS);
  const fleet = planFleet(factory, scope.within('fleet'));
  const fabric = planFabric(factory, scope.within('fabric'));
  if (!fabric.ok) return fabric;
  const power = planPower(scope.within('power'));
  const money = factory.money && planMoney(factory, scope.within('money'));
  const reliability = planReliability(scope.within('reliability'));
  const dates = factory.schedule && planDates(factory.schedule, scope.within('dates'));
  noteHardware(factory, fabric.value.topology, book);
  const runs = planRuns(factory, book);
  const claims =
    runs.problems.length > 0 ? { checked: [], problems: [] } : checkRequirements(factory, book);
  const ofTwin =
    runs.problems.length > 0
      ? { claims: [], problems: [] }
      : readTwinClaims(factory, runs.training);
  const problems = [...runs.problems, ...claims.problems, ...ofTwin.problems];
  if (problems.length > 0) return failed(...problems);
  const { name, about } = factory;
  const parts = {
    hardware: planHardware(factory),
    fleet,
    fabric: fabric.value,
    power,
    ...(money ? { money } : {}),
    reliability,
    ...(dates ? { dates } : {}),
    training: runs.training,
  };
  const judged = { requirements: claims.checked, unjudged: ofTwin.claims };
  return ok({ format: 1, name, about, ...parts, ...judged, notes: book.toNotes() });
}

/** Sections of the file, by the names under which formulas of the plan find their values. */
const SECTIONS = {
  hardware: 'factory.hardware',
  storage: 'factory.storage',
  site: 'factory.site',
  money: 'factory.money',
};

function planRuns(
  factory: Factory,
  book: Notebook,
): { readonly training: Record<string, TrainingPlan>; readonly problems: Problem[] } {
  const training: Record<string, TrainingPlan> = {};
  const problems: Problem[] = [];
  for (const name of Object.keys(factory.runs)) {
    const planned = planTraining(factory, name, book);
    if (planned.ok) training[name] = planned.value;
    else problems.push(...planned.problems);
  }
  return { training, problems };
}
