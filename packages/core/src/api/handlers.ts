import { nearestName, type Problem } from '../base/index.ts';
import { editFactory, type Factory, factorySchema, readFactory } from '../factory/index.ts';
import { CATALOGUE } from '../facts/index.ts';
import type { SearchOutcome } from '../model/index.ts';
import {
  backtest,
  type Plan,
  planFactory,
  planSitePower,
  rankOutcomes,
  searchRun,
} from '../plan/index.ts';
import { replay, simulate, type TwinScenario } from '../twin/index.ts';
import type { Answer, FactoryText, OperationName, Operations, TwinRequest } from './contract.ts';
import { scenarioOf } from './scenario.ts';
import { notesOfTwin } from './twin-notes.ts';

type Refusal = { readonly ok: false; readonly problems: readonly Problem[] };
type Handlers = {
  readonly [Name in OperationName]: (input: Operations[Name]['input']) => Answer<Name>;
};

const DEFAULT_SEED = 7;
const DEFAULT_REPLICAS = 100;
const DEFAULT_TOP = 20;

/** What each operation of the contract does. */
export const HANDLERS: Handlers = {
  check(input) {
    const planned = planText(input);
    return { ok: true, value: { problems: planned.ok ? [] : planned.problems } };
  },
  plan(input) {
    const planned = planText(input);
    return planned.ok ? { ok: true, value: planned.plan } : planned;
  },
  strategies(input) {
    const { launch: _, rank = 1, ...search } = input;
    const wanted = Math.max(input.top ?? DEFAULT_TOP, rank);
    const searched = HANDLERS.search({ ...search, top: wanted, part: 0, parts: 1 });
    return searched.ok ? answerStrategies(input, [searched.value]) : searched;
  },
  search(input) {
    const read = readText(input);
    if (!read.ok) return read;
    const run = runNamed(read.factory, input.run);
    if (!run.ok) return run;
    return searchRun(read.factory, run.name, input.top ?? DEFAULT_TOP, input);
  },
  twin(input) {
    const life = lifeOf(input);
    if (!life.ok) return life;
    const { scenario, factory, plan } = life;
    const replicas = input.replicas ?? DEFAULT_REPLICAS;
    const result = simulate(scenario, input.seed ?? DEFAULT_SEED, replicas);
    return { ok: true, value: { ...result, notes: notesOfTwin(factory, plan, result) } };
  },
  replay(input) {
    const life = lifeOf(input);
    if (!life.ok) return life;
    return { ok: true, value: replay(life.scenario, input.seed ?? DEFAULT_SEED) };
  },
  power(input) {
    const planned = planText(input);
    if (!planned.ok) return planned;
    const run = runNamed(planned.factory, input.run);
    if (!run.ok) return run;
    const { factory, plan } = planned;
    const traced = planSitePower(factory, plan, run.name, input);
    return traced.ok ? traced : { ok: false, problems: [traced.problem] };
  },
  edit(input) {
    const edited = editFactory(input.text, input.edits ?? {});
    return edited.ok ? { ok: true, value: { text: edited.text } } : edited;
  },
  backtest: ({ csv }) => backtest(csv),
  schema: () => ({ ok: true, value: factorySchema() }),
  catalogue: () => ({ ok: true, value: CATALOGUE_LABELS }),
};

/**
 * Runs one operation as `dispatch` does, on input whose shape is right already: for a caller that is
 * compiled with the contract and checks what people type. It saves such a caller the size of the checks.
 */
export function operate<Name extends OperationName>(
  name: Name,
  input: Operations[Name]['input'],
): Answer<Name> {
  return HANDLERS[name](input);
}

/** Answers `strategies` from the parts of its search, wherever these were worked out. */
export function answerStrategies(
  input: Operations['strategies']['input'],
  outcomes: readonly SearchOutcome[],
): Answer<'strategies'> {
  const read = readText(input);
  if (!read.ok) return read;
  const run = runNamed(read.factory, input.run);
  if (!run.ok) return run;
  const { launch: engine, rank = 1 } = input;
  const choice = engine && { engine, rank };
  return rankOutcomes(read.factory, run.name, input.top ?? DEFAULT_TOP, outcomes, choice);
}

/** Kinds of the catalogue whose entries a factory file names. */
const KINDS = [
  'gpu',
  'node',
  'rack',
  'switch',
  'optic',
  'storage',
  'model',
  'failures',
  'stack',
] as const;

const CATALOGUE_LABELS = Object.fromEntries(
  KINDS.map((kind) => [
    kind,
    Object.fromEntries(Object.entries(CATALOGUE[kind]).map(([name, { label }]) => [name, label])),
  ]),
);

function readText(input: FactoryText): { readonly ok: true; readonly factory: Factory } | Refusal {
  const edited = editFactory(input.text, input.edits ?? {});
  return edited.ok ? readFactory(edited.text) : edited;
}

function planText(
  input: FactoryText,
): { readonly ok: true; readonly factory: Factory; readonly plan: Plan } | Refusal {
  const read = readText(input);
  if (!read.ok) return read;
  const planned = planFactory(read.factory);
  return planned.ok ? { ...planned, factory: read.factory } : planned;
}

function runNamed(
  { runs }: Factory,
  wanted: string | undefined,
): { readonly ok: true; readonly name: string } | Refusal {
  const names = Object.keys(runs);
  const name = wanted ?? names[0];
  if (name !== undefined && Object.hasOwn(runs, name)) return { ok: true, name };
  const nearest = wanted === undefined ? undefined : nearestName(wanted, names);
  const message =
    names.length === 0
      ? 'The file has no runs; add one under "runs".'
      : `The file has no run "${wanted}"; it has ${names.join(', ')}.`;
  const problem = { code: 'run.unknown', message, ...(nearest === undefined ? {} : { nearest }) };
  return { ok: false, problems: [problem] };
}

interface PlannedLife {
  readonly ok: true;
  readonly scenario: TwinScenario;
  readonly factory: Factory;
  readonly plan: Plan;
}

function lifeOf(input: TwinRequest): PlannedLife | Refusal {
  const planned = planText(input);
  if (!planned.ok) return planned;
  const run = runNamed(planned.factory, input.run);
  if (!run.ok) return run;
  const { factory, plan } = planned;
  const scenario = scenarioOf(factory, plan, run.name, input.days);
  return scenario.ok
    ? { ok: true, scenario: scenario.value, factory, plan }
    : { ok: false, problems: [scenario.problem] };
}
