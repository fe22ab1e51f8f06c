import { fixesOf, type Problem, type Result } from '../base/index.ts';

/** The answer with every way to mend each of its problems among the problem's `fixes`. */
export function withFixes<Value>(answer: Result<Value>): Result<Value> {
  return answer.ok ? answer : { ok: false, problems: answer.problems.map(withAll) };
}

/** A problem with every way to mend it among its `fixes`. */
export function withAll(problem: Problem): Problem {
  const fixes = fixesOf(problem);
  return fixes.length > 0 ? { ...problem, fixes } : problem;
}
