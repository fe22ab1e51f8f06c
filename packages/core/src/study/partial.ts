import { ok, type Problem, type Result } from '../base/index.ts';
import { type Change, restructure } from '../factory/index.ts';
import type { Plan } from '../plan/index.ts';
import { editedText, type FactoryText, planText } from './factory-text.ts';

/** What a plan is without, because that cannot be planned. */
export interface LeftOut {
  readonly runs: readonly string[];
  readonly services: readonly string[];
  /** Claims that have problems, or are about what is left out. */
  readonly claims: number;
}

/** What can be planned of a file. */
export interface PartialPlan {
  /** Of the whole file; none where it can be planned. */
  readonly problems: readonly Problem[];
  /** Null where nothing can be planned without what has problems. */
  readonly plan: Plan | null;
  readonly without: LeftOut;
}

const NOTHING: LeftOut = { runs: [], services: [], claims: 0 };

/**
 * Plans a file without the runs, services and claims that have problems, and what is about nothing but these: a site
 * has its power and money whatever becomes of a run. Where a problem is about anything else, nothing is planned.
 */
export function planWhatCan(input: FactoryText): Result<PartialPlan> {
  const whole = planText(input);
  if (whole.ok) return ok({ problems: [], plan: whole.value.plan, without: NOTHING });
  const { problems } = whole;
  const edited = editedText(input);
  let text = edited.ok ? edited.value : '';
  let [found, without] = [problems, NOTHING];
  // Each round leaves something out, or ends.
  for (;;) {
    const paths = entriesOf(found);
    const less = paths && leaveOut(text, paths, without);
    if (!less) return ok({ problems, plan: null, without: NOTHING });
    [text, without] = [less.text, less.without];
    // Edits and scenario are written in; what is beside the file is not.
    const planned = planText({ text, beside: input.beside });
    if (planned.ok) return ok({ problems, plan: planned.value.plan, without });
    found = planned.problems;
  }
}

/** The entries that problems are about, claims from the last to the first; undefined if any is about something else. */
function entriesOf(problems: readonly Problem[]): readonly string[] | undefined {
  const paths = problems.map(({ path }) => ENTRY.exec(path ?? '')?.[0]);
  if (paths.includes(undefined)) return undefined;
  const claims = (path: string) => Number(path.replace(/^requirements\./, '')) || 0;
  return [...new Set(paths as string[])].sort((a, b) => claims(b) - claims(a));
}

const ENTRY = /^(?:runs|services)\.[\w-]+|^requirements\.\d+/;

function leaveOut(
  before: string,
  paths: readonly string[],
  left: LeftOut,
): { readonly text: string; readonly without: LeftOut } | undefined {
  let [text, without] = [before, left];
  // A claim may have gone with a run.
  const inOrder = [...paths].sort((a, b) => rankOf(a) - rankOf(b));
  for (const path of inOrder) {
    const change: Change = { do: 'remove', path };
    const removed = restructure(text, change);
    if (!removed.ok) return undefined;
    text = removed.value.text;
    const [first = '', name = ''] = path.split('.');
    const claims = removed.value.also.filter((each) =>
      /^requirements\.\d+$/.test(each.path),
    ).length;
    without = {
      runs: first === 'runs' ? [...without.runs, name] : without.runs,
      services: first === 'services' ? [...without.services, name] : without.services,
      claims: without.claims + claims + (first === 'requirements' ? 1 : 0),
    };
  }
  return { text, without };
}

/** Claims first, while their indices are those of the problems. */
function rankOf(path: string): number {
  return path.startsWith('requirements.') ? 0 : 1;
}
