import { DIVISIBLE, type DivisibleName, type OperationName } from '@gigafactory/core/api';
import { failed } from '@gigafactory/core/base';
import type { AnswerOperation } from '@gigafactory/core/tools';
import { type InPartsOptions, runInParts, threadWorkers } from './in-parts.ts';
import { RunError, type RunOperation } from './run.ts';

/**
 * Answers the tools of a site on threads, in parts where an operation has parts. Rejects with the `RunError` of a call
 * that was cancelled; that it took too long, or there were too many, is a problem with a code: `run.timeout`, `run.busy`,
 * `run.crashed`.
 * @param threads how many of them one call may use
 */
export function answerOnThreads(
  run: RunOperation,
  threads: number,
): AnswerOperation<InPartsOptions> {
  const workers = threadWorkers(run, threads);
  return async (name, input, watch) => {
    try {
      // The compiler cannot pair a name with its row by itself.
      return isDivisible(name)
        ? await runInParts(workers, name, input as never, watch)
        : await run(name, input, watch.signal);
    } catch (error) {
      if (!(error instanceof RunError) || error.code === 'cancelled') throw error;
      return failed({ code: `run.${error.code}`, message: error.message });
    }
  };
}

function isDivisible(name: OperationName): name is DivisibleName {
  return Object.hasOwn(DIVISIBLE, name);
}
