import {
  andThen,
  failed,
  isKnown,
  mapValue,
  type Place,
  type Problem,
  type Result,
} from '../../base/index.ts';
import { type Factory, readScenarios } from '../../factory/index.ts';
import {
  editedText,
  type FactoryText,
  inFile,
  type PlannedText,
  planText,
  writtenIn,
} from '../factory-text.ts';
import { type NamedEdits, scenarioProblems } from './scenario-problems.ts';

/** A scenario, with what it is. */
export type Named = NamedEdits & {
  readonly about?: string;
  /** The file that it changes, if that is not the base. */
  readonly text?: string | undefined;
};

/** One of the factories that are compared. */
export interface Case extends NamedEdits {
  readonly about?: string;
  /** The text it is planned from. */
  readonly text: FactoryText;
  readonly planned: Result<PlannedText>;
  /** Worth knowing, and nothing wrong. */
  readonly notices: readonly Problem[];
}

/** The scenarios that stand in a file, in its order. */
export function scenariosOf({ scenarios }: Factory): Named[] {
  return Object.entries(scenarios).map(([name, { about, edits, at, places }]) => ({
    ...{ name, edits, inFile: { at, places } },
    ...(about === undefined ? {} : { about }),
  }));
}

/** A scenario of a file, with what it changes. */
export interface ListedScenario {
  readonly name: string;
  readonly about?: string;
  readonly edits: Readonly<Record<string, string>>;
  readonly at: Place;
}

/** The scenarios of a file, which need not be readable otherwise. */
export function listScenarios(input: FactoryText): Result<{ scenarios: ListedScenario[] }> {
  const read = andThen(editedText(input), readScenarios);
  return mapValue(inFile(input, read), (scenarios) => ({
    scenarios: Object.entries(scenarios).map(([name, { places: _, ...scenario }]) => ({
      name,
      ...scenario,
    })),
  }));
}

/** A scenario planned on top of a base, whose factory is known. */
export function planScenario(base: FactoryText, scenario: Named, factory: Factory): Case {
  const { text: own = base.text, ...named } = scenario;
  const text = { ...base, text: own, edits: scenario.edits };
  const result = planText(text);
  const { file } = base;
  if (!result.ok) {
    const problems = scenarioProblems(scenario, result.problems, file);
    return { ...named, text, planned: failed(...problems), notices: [] };
  }
  const isSame = meaning(result.value.factory) === meaning(factory);
  const notices = isSame ? scenarioProblems(scenario, [NOTHING], file) : [];
  return { ...named, text, planned: result, notices };
}

/**
 * Problems and notices of all scenarios of a file that can be planned without them, in its order; of none where a file is
 * checked as one of them.
 */
export function checkScenarios(input: FactoryText, base: Factory): Findings {
  if (input.scenario !== undefined) return { problems: [], notices: [] };
  const written = writtenIn(input);
  if (!written.ok) return { problems: written.problems, notices: [] };
  const text = written.value;
  const cases = scenariosOf(base).map((scenario) => planScenario(text, scenario, base));
  return {
    problems: cases.flatMap(({ planned }) => (planned.ok ? [] : planned.problems)),
    notices: cases.flatMap(({ notices }) => notices),
  };
}

interface Findings {
  readonly problems: readonly Problem[];
  readonly notices: readonly Problem[];
}

/** What a file says, wherever it stands in it and wherever it was taken from. */
function meaning({ scenarios: _, ...factory }: Factory): string {
  return JSON.stringify(factory, (key, value) =>
    isKnown(value) ? [value.value, value.range] : key === 'at' ? undefined : value,
  );
}

const NOTHING: Problem = {
  code: 'scenario.nothing',
  message: 'It changes nothing: all of its values are those of the file.',
};
