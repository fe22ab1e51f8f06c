import {
  andThen,
  failed,
  mapValue,
  nearestName,
  ok,
  type Problem,
  type Result,
} from '../base/index.ts';
import {
  type Beside,
  editFactory,
  type Factory,
  inlineBeside,
  readFactory,
  readScenarios,
} from '../factory/index.ts';
import { type Plan, planFactory } from '../plan/index.ts';

/** The factory file as text, and edits on top of it by path (`{ 'fleet.gpus': '50000' }`). */
export interface FactoryText {
  readonly text: string;
  /** Its name, for the places of problems; never opened. */
  readonly file?: string | undefined;
  readonly edits?: Readonly<Record<string, string>> | undefined;
  /** A scenario of the file, whose changes are made before the edits. */
  readonly scenario?: string | undefined;
  /** What the file names beside it, for nothing else is ever opened. */
  readonly beside?: Beside | undefined;
}

/**
 * The text of a file with its scenario and its edits written in. Edits of scenarios come first, so that the scenario is as
 * they leave it. Refuses what `editFactory` refuses, scenarios that cannot be read, and `scenario.unknown`.
 */
export function editedText(input: FactoryText): Result<string> {
  const { text, scenario, edits = {} } = input;
  if (scenario === undefined) return inFile(input, editFactory(text, edits));
  const isOfScenario = ([path]: readonly [string, string]) => /^scenarios(\.|$)/.test(path);
  const written = Object.entries(edits);
  const own = editFactory(text, Object.fromEntries(written.filter(isOfScenario)));
  const others = Object.fromEntries(written.filter((each) => !isOfScenario(each)));
  const edited = andThen(own, (base) =>
    andThen(readScenarios(base), (scenarios) => {
      const found = Object.hasOwn(scenarios, scenario) ? scenarios[scenario] : undefined;
      if (found) return editFactory(base, { ...found.edits, ...others });
      return failed(unknownScenario(scenario, Object.keys(scenarios), 'scenario.unknown'));
    }),
  );
  return inFile(input, edited);
}

/** The same file with its scenario and its edits written in. */
export function writtenIn(input: FactoryText): Result<FactoryText> {
  const { scenario: _, edits: _e, ...rest } = input;
  return mapValue(editedText(input), (text) => ({ ...rest, text }));
}

/** The file has no such scenario; `code` says who asks. */
export function unknownScenario(name: string, names: readonly string[], code: string): Problem {
  const nearest = nearestName(name, names);
  const known = names.map((each) => `"${each}"`).join(', ');
  return {
    code,
    message:
      names.length === 0
        ? `The file has no scenario "${name}", and no others.`
        : `The file has no scenario "${name}"; it has ${known}.`,
    ...(nearest === undefined ? {} : { nearest }),
  };
}

/** The file with its scenario and its edits applied, and with what it names beside it. */
export function readText(input: FactoryText): Result<Factory> {
  return andThen(editedText(input), (text) => {
    const whole = inlineBeside(text, input.beside ?? {});
    return inFile(input, andThen(whole, readFactory));
  });
}

/** The file with its edits applied, planned. */
export function planText(input: FactoryText): Result<PlannedText> {
  return andThen(readText(input), (factory) =>
    mapValue(inFile(input, planFactory(factory)), (plan) => ({ factory, plan })),
  );
}

export interface PlannedText {
  readonly factory: Factory;
  readonly plan: Plan;
}

/** Adds the name of the file to the problems of an answer. */
export function inFile<Value>({ file }: FactoryText, result: Result<Value>): Result<Value> {
  if (result.ok || file === undefined) return result;
  const named = result.problems.map((problem) =>
    problem.at ? { ...problem, at: { ...problem.at, file } } : problem,
  );
  return failed(...named);
}

/** The requested run, or the first. */
export function runNamed({ runs }: Factory, wanted: string | undefined): Result<string> {
  const names = Object.keys(runs);
  const name = wanted ?? names[0];
  if (name !== undefined && Object.hasOwn(runs, name)) return ok(name);
  const nearest = wanted === undefined ? undefined : nearestName(wanted, names);
  const message =
    names.length === 0
      ? 'The file has no runs; add one under "runs".'
      : `The file has no run "${wanted}"; it has ${names.join(', ')}.`;
  return failed({ code: 'run.unknown', message, ...(nearest === undefined ? {} : { nearest }) });
}
