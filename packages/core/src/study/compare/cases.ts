import { failed, mapValue, ok, type Problem, type Result } from '../../base/index.ts';
import { BASE_SCENARIO, type Factory } from '../../factory/index.ts';
import {
  type FactoryText,
  type PlannedText,
  planText,
  unknownScenario,
  writtenIn,
} from '../factory-text.ts';
import { lifeOf } from '../life.ts';
import { livesOfClaims } from '../twin-claims.ts';
import { type Case, type Named, planScenario, scenariosOf } from './plan-scenario.ts';
import { scenarioProblems } from './scenario-problems.ts';

/** The most scenarios that are compared with the base at once: more do not fit side by side. */
export const MOST_COMPARED = 5;

/** What to compare a file with: scenarios of the file by name, then sets of edits; all of the file if neither is given. */
export interface CompareRequest extends Omit<FactoryText, 'scenario'> {
  readonly scenarios?: readonly string[] | undefined;
  readonly with?: readonly Further[] | undefined;
}

/** A factory to compare with that is no scenario of the file. */
interface Further {
  readonly name: string;
  readonly edits: Edits;
  /** The file that the edits change, if it is another one. */
  readonly text?: string | undefined;
}

type Edits = Readonly<Record<string, string>>;

/** The base, planned, and the cases that are compared with it. */
export interface Cases {
  readonly base: Case & { readonly planned: { readonly ok: true; readonly value: PlannedText } };
  readonly others: readonly Case[];
  /** Scenarios of the file that were not asked for by name and are beyond `MOST_COMPARED`. */
  readonly leftOut: readonly string[];
}

/**
 * Plans a file and its scenarios. One that cannot be read or planned keeps its problems. Refuses a base that cannot be
 * planned, with its problems; `compare.scenario` for an unknown scenario, `compare.none` without any, `compare.many`
 * for more than `MOST_COMPARED`, `compare.twice` for a name that is given twice.
 */
export function planCases(input: CompareRequest): Result<Cases> {
  const { scenarios: _, with: _w, ...file } = input;
  const written = writtenIn(file);
  if (!written.ok) return written;
  const text = written.value;
  const planned = planText(text);
  if (!planned.ok) return planned;
  return mapValue(chosen(input, planned.value.factory), ({ scenarios, leftOut }) => ({
    base: { name: BASE_SCENARIO, edits: {}, text, planned, notices: [] },
    others: scenarios.map((scenario) =>
      livable(planScenario(text, scenario, planned.value.factory)),
    ),
    leftOut,
  }));
}

interface Chosen {
  readonly scenarios: readonly Named[];
  readonly leftOut: readonly string[];
}

function chosen(input: CompareRequest, base: Factory): Result<Chosen> {
  const { scenarios: named, with: given = [] } = input;
  const all = scenariosOf(base);
  const isAsked = named !== undefined || given.length > 0;
  const names = isAsked ? (named ?? []) : all.map(({ name }) => name);
  const unknown = names.filter((name) => !Object.hasOwn(base.scenarios, name));
  if (unknown.length > 0)
    return failed(
      ...unknown.map((name) =>
        unknownScenario(name, Object.keys(base.scenarios), 'compare.scenario'),
      ),
    );
  const ofFile = names.map((name) => all.find((each) => each.name === name)!);
  const scenarios: readonly Named[] = [...ofFile, ...given];
  if (scenarios.length === 0) return failed(NONE);
  const twice = [BASE_SCENARIO, ...scenarios.map(({ name }) => name)].find(
    (name, index, every) => every.indexOf(name) !== index,
  );
  if (twice !== undefined) return failed(twiceGiven(twice));
  if (isAsked && scenarios.length > MOST_COMPARED) return failed(tooMany(scenarios.length));
  return ok({
    scenarios: scenarios.slice(0, MOST_COMPARED),
    leftOut: scenarios.slice(MOST_COMPARED).map(({ name }) => name),
  });
}

/** A case whose claims on the twin can be lived, if it can be planned. */
function livable(of: Case): Case {
  if (!of.planned.ok) return of;
  for (const lives of livesOfClaims(of.planned.value.plan)) {
    const life = lifeOf({ ...of.text, ...lives });
    if (life.ok) continue;
    const problems = scenarioProblems(of, life.problems, of.text.file);
    return { ...of, planned: failed(...problems) };
  }
  return of;
}

const NONE: Problem = {
  code: 'compare.none',
  path: 'scenarios',
  message:
    'There is nothing to compare: the file has no scenarios, and none was given. Add scenarios: { "PUE 1.2": { site.pue: 1.2 } } to the file.',
};

function twiceGiven(name: string): Problem {
  const message =
    name === BASE_SCENARIO
      ? `"${BASE_SCENARIO}" is the file without a scenario, which is always compared; leave it out.`
      : `There are two scenarios "${name}"; give each a name of its own, once.`;
  return { code: 'compare.twice', message };
}

function tooMany(count: number): Problem {
  const message = `${count} scenarios are more than fit side by side; name at most ${MOST_COMPARED}.`;
  return { code: 'compare.many', message, expected: `at most ${MOST_COMPARED}` };
}
