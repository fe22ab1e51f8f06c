import type { FactoryText, Operations, Scenario } from '../../api/types.ts';
import type { Factory } from '../../state/factory.ts';
import { ownEdits } from '../../state/url.ts';

/** The most factories beside the file: more do not fit on a page. */
export const MOST_BESIDE = 4;

/** A column of the comparison: the file, one of its scenarios, or what is shown now. */
export interface Case {
  /** As it is told apart in the address: the name of a scenario, or null for what is shown now. */
  readonly id: string | null;
  /** As it is told apart in the answer. */
  readonly name: string;
  readonly about: string;
  readonly edits: Readonly<Record<string, string>>;
  /** The text that is worked on, if it is not that of the file. */
  readonly text?: string;
}

/** Everything that the file can be compared with: what is shown now, if that is none of them, and its scenarios. */
export function casesOf(factory: Factory, scenarios: readonly Scenario[]): readonly Case[] {
  const { edits, scenario, file, text } = factory;
  const own = ownEdits(edits);
  const other = text === file.text ? {} : { text };
  const shown = scenarios.find(({ name }) => name === scenario);
  const named = scenarios.map(
    ({ name, about = '', edits: of }): Case => ({ id: name, name, about, edits: of, ...other }),
  );
  const isOwn = Object.keys(own).length > 0 || (!shown && text !== file.text);
  if (!isOwn) return named;
  const now: Case = {
    id: null,
    name: freeName(scenarios),
    about: shown ? `${shown.name}, and what was changed on top` : 'With what was changed',
    edits: { ...shown?.edits, ...own },
    ...other,
  };
  return [now, ...named];
}

/** Two columns may not have the same name. */
function freeName(scenarios: readonly Scenario[]): string {
  let name = 'as edited now';
  while (scenarios.some((scenario) => scenario.name === name)) name = `${name} *`;
  return name;
}

/** The cases that the address asks for, in the order of the page; the first few without one. */
export function chosenCases(cases: readonly Case[], wanted: string | undefined): readonly Case[] {
  const ids = readIds(wanted);
  const chosen = ids ? cases.filter(({ id }) => ids.includes(id)) : cases;
  return chosen.slice(0, MOST_BESIDE);
}

/** The cases as the address has them: `["B200",null]`. */
export function writeIds(cases: readonly Case[]): string {
  return JSON.stringify(cases.map(({ id }) => id));
}

function readIds(text: string | undefined): readonly (string | null)[] | undefined {
  if (text === undefined) return undefined;
  try {
    const read: unknown = JSON.parse(text);
    if (!Array.isArray(read)) return undefined;
    return read.filter((id) => id === null || typeof id === 'string');
  } catch {
    // A mistyped address compares what a bare one does.
    return undefined;
  }
}

/** What is asked about the chosen cases, beside the file as it was opened or saved last. */
export function compareInput(
  base: FactoryText,
  cases: readonly Case[],
): Operations['compare']['input'] {
  return {
    ...base,
    with: cases.map(({ name, edits, text }) => ({
      name,
      edits,
      ...(text === undefined ? {} : { text }),
    })),
  };
}
