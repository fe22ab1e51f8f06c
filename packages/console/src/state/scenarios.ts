import { type Asked, ask, useAsk } from '../api/client.ts';
import type { Answer, FactoryText, Problem, Scenario } from '../api/types.ts';
import { changeText, useFactory } from './factory.ts';
import { chooseScenario } from './scenario.ts';
import { type Edits, ownEdits, scenarioEdits } from './url.ts';

/** The scenarios of the file as it is worked on. */
export function useScenarios(): Asked<readonly Scenario[]> {
  const { written } = useFactory();
  // Other edits do not change them: asking again with each would only delay its plan.
  const edits = Object.fromEntries(
    Object.entries(written.edits ?? {}).filter(([path]) => /^scenarios(\.|$)/.test(path)),
  );
  const asked = useAsk('scenarios', { ...written, edits });
  if (asked.state === 'ready') return { state: 'ready', value: asked.value.scenarios };
  return { ...asked, ...(asked.last ? { last: asked.last.scenarios } : {}) } as Asked<
    readonly Scenario[]
  >;
}

/** A scenario to be: its name, and what it changes. */
export interface Draft {
  readonly name: string;
  /** A sentence; empty for none. */
  readonly about: string;
  readonly edits: Edits;
}

const NONE: readonly Problem[] = [];

/** The file as it is worked on, and its edits apart: those of scenarios belong into the text with any other change of them. */
export interface Working {
  readonly written: FactoryText;
  readonly edits: Edits;
}

/**
 * Writes a scenario into the text of the file, in the place of the edits in the address, and shows it. What a file may not
 * have is refused, with the problems.
 */
export async function keepScenario(working: Working, draft: Draft): Promise<readonly Problem[]> {
  const made = await withScenario(textOf(working), draft);
  if (!made.ok) return made.problems;
  changeText(made.value.text, `Keep scenario “${draft.name}”`);
  chooseScenario(draft.name, { replace: true });
  return NONE;
}

/** Gives a scenario another name, sentence or values. */
export async function changeScenario(
  working: Working,
  before: Scenario,
  draft: Draft,
): Promise<readonly Problem[]> {
  const { name } = draft;
  const file = textOf(working);
  const change = { do: 'rename', path: `scenarios.${before.name}`, name } as const;
  const renamed = await ask('restructure', { ...file, change });
  if (!renamed.ok) return renamed.problems;
  const gone = Object.keys(before.edits).filter((path) => !(path in draft.edits));
  if (draft.about === '' && before.about !== undefined) gone.push('about');
  const edited = await withValues({ ...file, text: renamed.value.text }, draft, gone);
  if (!edited.ok) return edited.problems;
  changeText(edited.value.text, `Change scenario “${name}”`, ownEdits(working.edits));
  chooseScenario(name, { replace: true });
  return NONE;
}

/** Takes a scenario out of the file, and shows the file itself. */
export async function removeScenario(working: Working, name: string): Promise<readonly Problem[]> {
  const change = { do: 'remove', path: `scenarios.${name}` } as const;
  const removed = await ask('restructure', { ...textOf(working), change });
  if (!removed.ok) return removed.problems;
  changeText(removed.value.text, `Remove scenario “${name}”`, ownEdits(working.edits));
  chooseScenario(undefined, { replace: true });
  return NONE;
}

function textOf({ written, edits }: Working): FactoryText {
  return { ...written, edits: scenarioEdits(edits) };
}

/** First its keys, each on a line of its own, then what they say: an edit writes any value as it stands. */
async function withScenario(file: FactoryText, draft: Draft): Promise<Answer<'edit'>> {
  const keys = [...(draft.about === '' ? [] : ['about']), ...Object.keys(draft.edits)];
  const value = `{${keys.map((key) => `${JSON.stringify(key)}: 0`).join(', ')}}`;
  const change = { do: 'add', to: 'scenarios', name: draft.name, value } as const;
  const added = await ask('restructure', { ...file, change });
  return added.ok ? withValues({ ...file, text: added.value.text }, draft, []) : added;
}

/** `file` has what its edits say already. */
function withValues(
  file: FactoryText,
  { name, about, edits }: Draft,
  gone: readonly string[],
): Promise<Answer<'edit'>> {
  const at = (path: string) => `scenarios.${name}.${path}`;
  return ask('edit', {
    ...file,
    edits: {
      ...Object.fromEntries(gone.map((path) => [at(path), ''])),
      ...(about === '' ? {} : { [at('about')]: JSON.stringify(about) }),
      // An empty edit would remove the line instead of saying that something is to be left out.
      ...Object.fromEntries(
        Object.entries(edits).map(([path, text]) => [at(path), text.trim() === '' ? 'null' : text]),
      ),
    },
  });
}
