import type { Fix, Problem } from '../../base/index.ts';
import type { FileScenario } from '../../factory/index.ts';

/** A scenario, of the file if it stands there. */
export interface NamedEdits {
  readonly name: string;
  readonly edits: Readonly<Record<string, string>>;
  readonly inFile?: Pick<FileScenario, 'at' | 'places'> | undefined;
}

/**
 * Problems of a file changed by a scenario, told as problems of the scenario: its name in the message and, for one of
 * the file, path and position of what it says there, and edits of the scenario instead of the base.
 */
export function scenarioProblems(
  scenario: NamedEdits,
  problems: readonly Problem[],
  file: string | undefined,
): Problem[] {
  return problems.map((problem) => toldOf(scenario, problem, file));
}

function toldOf({ name, edits, inFile }: NamedEdits, problem: Problem, file?: string): Problem {
  const { at: _, ...rest } = problem;
  const path = pathBehind(problem.path, Object.keys(edits));
  const inside = path ?? problem.path;
  const where = inside === undefined || problem.message.includes(inside) ? '' : `${inside}: `;
  const message = `Scenario "${name}": ${where}${problem.message}`;
  if (!inFile) return { ...rest, message };
  const own = `scenarios.${name}`;
  const place = (path === undefined ? undefined : inFile.places[path]) ?? inFile.at;
  const { fixes, memory } = problem;
  const within = <Remedy extends Pick<Fix, 'edits'>>(each: Remedy): Remedy => ({
    ...each,
    edits: editsWithin(own, each.edits),
  });
  return {
    ...rest,
    message,
    path: path === undefined ? own : `${own}.${path}`,
    at: { ...place, ...(file === undefined ? {} : { file }) },
    ...(problem.edits ? { edits: editsWithin(own, problem.edits) } : {}),
    ...(fixes ? { fixes: fixes.map(within) } : {}),
    ...(memory ? { memory: { ...memory, nearest: memory.nearest.map(within) } } : {}),
  };
}

function editsWithin(scenario: string, edits: Fix['edits']): Fix['edits'] {
  const inside = Object.entries(edits).map(([path, value]) => [`${scenario}.${path}`, value]);
  return Object.fromEntries(inside);
}

/** Of the changed paths the one that a problem is about: at or above its path, the nearest first; else one below it. */
function pathBehind(path: string | undefined, changed: readonly string[]): string | undefined {
  if (path === undefined) return undefined;
  const above = changed
    .filter((each) => `${path}.`.startsWith(`${each}.`))
    .sort((a, b) => b.length - a.length);
  return above[0] ?? changed.find((each) => each.startsWith(`${path}.`));
}
