import type { Problem, Result } from '../../base/index.ts';
import type { Factory } from '../../factory/index.ts';
import { type Plan, planFactory } from '../../plan/index.ts';

/** What can be planned of a factory that cannot be planned whole. */
export interface PartialPlan {
  readonly plan: Plan;
  /** Runs that are left out, because they cannot be planned. */
  readonly without: readonly string[];
}

/**
 * Plans a factory without the runs that have problems and without the requirements that then mean nothing. Undefined if
 * nothing can be planned even so.
 */
export function planWhatCan(
  factory: Factory,
  problems: readonly Problem[],
): PartialPlan | undefined {
  let [rest, found]: [Factory, readonly Problem[]] = [factory, problems];
  // Each round leaves something out, or ends.
  for (;;) {
    const less = leaveOut(rest, found);
    if (!less) return undefined;
    const planned: Result<Plan> = planFactory(less);
    if (planned.ok) {
      const without = Object.keys(factory.runs).filter((name) => !Object.hasOwn(less.runs, name));
      return { plan: planned.value, without };
    }
    [rest, found] = [less, planned.problems];
  }
}

/** The factory without what problems are about; undefined if they are about something else. */
function leaveOut(factory: Factory, problems: readonly Problem[]): Factory | undefined {
  const paths = problems.map(({ path = '' }) => path);
  const isBad = (prefix: string) =>
    paths.some((path) => path === prefix || path.startsWith(`${prefix}.`));
  const runs = Object.entries(factory.runs).filter(([name]) => !isBad(`runs.${name}`));
  const requirements = factory.requirements.filter((_, index) => !isBad(`requirements.${index}`));
  const left =
    Object.keys(factory.runs).length -
    runs.length +
    factory.requirements.length -
    requirements.length;
  return left === 0 ? undefined : { ...factory, runs: Object.fromEntries(runs), requirements };
}
