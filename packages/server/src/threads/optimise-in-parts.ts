import { type Answer, type Operations, PolicySearch } from '@gigafactory/core/api';
import { type InPartsOptions, inParts } from './in-parts.ts';
import type { RunOperation } from './run.ts';

export interface OptimiseOptions extends Omit<InPartsOptions, 'onPart'> {
  /** Called as the search goes on, with what it is at. */
  readonly onPart?: (what: string) => void;
}

/**
 * The operation `optimise`, its lives divided over threads. The answer does not depend on their number.
 * Rejects with the first `RunError` of a part; the others are cancelled then.
 */
export async function optimiseInParts(
  run: RunOperation,
  input: Operations['optimise']['input'],
  { onPart, ...options }: OptimiseOptions,
): Promise<Answer<'optimise'>> {
  const started = PolicySearch.of(input);
  if (!started.ok) return started;
  const { search } = started;
  for (let jobs = search.jobs(); jobs.length > 0; jobs = search.jobs()) {
    const what = search.describe();
    const lived = await inParts(
      jobs.length,
      (part, stop) => run('lives', jobs[part]!.input, stop),
      { ...options, onPart: (done, parts) => onPart?.(`${what}, ${done} of ${parts} parts`) },
    );
    if (!lived.ok) return lived;
    search.take(jobs, lived.values);
  }
  return { ok: true, value: search.report() };
}
