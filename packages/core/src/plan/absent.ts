import { type Fix, type Notes, nearestName, type Problem } from '../base/index.ts';

/** Figures that a plan has only if its file says something about money or dates. */
const SOMETIMES: readonly {
  readonly path: RegExp;
  /** A figure that is present whenever the others are. */
  readonly with: string;
  readonly why: string;
  /** What to add to the file. */
  readonly fix: Fix;
}[] = [
  {
    path: /^(?:money|(?:training|twin)\.[^.]+\.(?:cost|costOfLost))(?:\.|$)/,
    with: 'money.perGpuHour',
    why: 'no money is planned, because the file states neither what is bought nor where it is built; name "hardware.node", or add "site: { pue: 1.3 }"',
    fix: { label: 'Add “site: {pue: 1.3}”', edits: { site: '{pue: 1.3}' } },
  },
  {
    path: /^(?:dates|(?:training|twin)\.[^.]+\.(?:start|end))(?:\.|$)/,
    with: 'dates.ready',
    why: 'nothing has a date, because the file has no schedule; add "schedule: { start: 2027-01-04 }", or "start" to the run',
    fix: { label: 'Add a schedule', edits: { schedule: '{start: 2027-01-04}' } },
  },
];

/**
 * Why a plan lacks a figure that another file's plan has, and what to add to the file: half a sentence.
 * Undefined for a path that no plan has.
 */
export function whyAbsent(path: string, notes: Notes): string | undefined {
  return sectionFor(path, notes)?.why;
}

/** What to add to the file so that its plan has the figure. */
export function absentFixes(path: string, notes: Notes): readonly Fix[] {
  const section = sectionFor(path, notes);
  return section ? [section.fix] : [];
}

function sectionFor(path: string, notes: Notes) {
  if (Object.hasOwn(notes, path)) return undefined;
  const kind = SOMETIMES.find((some) => some.path.test(path));
  return kind && !Object.hasOwn(notes, kind.with) ? kind : undefined;
}

/** Figures that a mistyped path may mean: those that end like it first, then those spelled like it. */
export function similarPaths(notes: Notes, path: string): string[] {
  const ids = Object.keys(notes);
  const tail = `.${path.toLowerCase()}`;
  const ending = ids.filter((id) => id.toLowerCase().endsWith(tail));
  const nearest = nearestName(path, ids);
  return [...new Set([...ending, ...(nearest === undefined ? [] : [nearest])])].slice(0, 6);
}

/**
 * A figure that a plan does not have, as a problem: `KIND.absent` with the reason if another file's plan has it,
 * `KIND.path` with the nearest if none does.
 */
export function absentFigure(notes: Notes, path: string, kind: string): Problem {
  const absent = whyAbsent(path, notes);
  if (absent !== undefined) {
    return { code: `${kind}.absent`, path, message: `The plan has no "${path}": ${absent}.` };
  }
  const [nearest, ...others] = similarPaths(notes, path);
  const also = others.length > 0 ? ` Others like it: ${others.join(', ')}.` : '';
  return {
    code: `${kind}.path`,
    path,
    message: `The plan has no figure "${path}".${also}`,
    ...(nearest === undefined ? {} : { nearest }),
  };
}
