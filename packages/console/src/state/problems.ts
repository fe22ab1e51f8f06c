import { createContext, useContext } from 'react';
import type { Problem } from '../api/types.ts';

/** What is wrong with the open file; empty while it can be planned. */
export const ProblemsContext = createContext<readonly Problem[]>([]);

/** All that is wrong with the open file. */
export function useProblems(): readonly Problem[] {
  return useContext(ProblemsContext);
}

/** What is wrong with the value at a path of the file, in words. */
export function useProblemAt(path: string): string | undefined {
  const problem = useContext(ProblemsContext).find((each) => each.path === path);
  if (!problem) return undefined;
  return problem.nearest
    ? `${problem.message} Did you mean "${problem.nearest}"?`
    : problem.message;
}
