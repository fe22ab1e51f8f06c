import { DIVISIBLE } from '@gigafactory/core/api';
import type { Answer, Resumed, Resuming } from './types.ts';

/** What a worker needs of a study, whichever it is. */
interface AnyDivision {
  readonly part: string;
  next(): Resumed['asked'];
  take(answers: readonly unknown[]): void;
  describe(): string | undefined;
  join(): Answer<'compare' | 'sweep' | 'seek'>;
}

/**
 * Goes through a study again up to its newest answers, and says what it asks next: a study says the same whenever it hears the
 * same, so that no worker has to remember it, and any may be ended.
 */
export function resumeStudy({ name, input, answered, workers }: Resuming): Answer<'resume'> {
  const divide = DIVISIBLE[name] as (
    input: Resuming['input'],
    workers: number,
  ) => { readonly ok: true; readonly value: unknown } | (Answer<'resume'> & { ok: false });
  const divided = divide(input, workers);
  if (!divided.ok) return divided;
  const study = divided.value as AnyDivision;
  for (const answers of answered) {
    study.next();
    study.take(answers);
  }
  const asked = study.next();
  const told = { part: study.part as Resumed['part'], asked, said: study.describe() };
  if (asked.length > 0 && name !== 'compare') return { ok: true, value: told };
  const joined = study.join();
  return joined.ok ? { ok: true, value: { ...told, report: joined.value } } : joined;
}
