import type { z } from 'zod';
import { nearestName, type Problem } from '../base/index.ts';

/** Former names of fields; the old name is refused with a hint at the new one. */
const RENAMED: Readonly<Record<string, string>> = { replicas: 'lives' };

/** Nobody reads more, and collecting them costs time. */
const MOST_PROBLEMS = 100;

/** What zod found wrong with an operation's input: one `Problem` for each field, at most a hundred. */
export function requestProblems(fields: readonly string[], issues: z.core.$ZodIssue[]): Problem[] {
  const problems = problemsOf(fields, issues);
  const left = problems.length - MOST_PROBLEMS;
  if (left <= 0) return problems;
  return [...problems.slice(0, MOST_PROBLEMS), invalid([], `${left} more problems are not shown.`)];
}

function problemsOf(fields: readonly string[], issues: z.core.$ZodIssue[]): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    if (issue.code === 'unrecognized_keys') {
      const known = issue.path.length === 0 ? fields : [];
      return issue.keys.map((key) => unknownField([...issue.path, key], known));
    }
    return [invalid(issue.path, `${issue.message}.`)];
  });
}

function unknownField(path: readonly PropertyKey[], known: readonly string[]): Problem {
  const key = String(path.at(-1));
  const renamed = Object.hasOwn(RENAMED, key) ? RENAMED[key] : undefined;
  const nearest =
    renamed !== undefined && known.includes(renamed) ? renamed : nearestName(key, known);
  const problem = invalid(path, `There is no field "${key}" here.`);
  return nearest === undefined ? problem : { ...problem, nearest };
}

function invalid(path: readonly PropertyKey[], message: string): Problem {
  const at = path.map(String).join('.');
  return { code: 'request.invalid', message, ...(at === '' ? {} : { path: at }) };
}
