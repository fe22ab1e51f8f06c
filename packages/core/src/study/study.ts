import type { Result } from '../base/index.ts';

/**
 * A question whose answer is put together from parts that can be answered apart, on this thread or on others: it says
 * round by round what to ask, and reports when nothing is left to ask. The report does not depend on who answers.
 */
export interface Study<Part, Answer, Report> {
  /** The parts to ask now, in any order or all at once; empty once all is known. */
  next(): readonly Part[];
  /** Takes the answers to what `next` gave, in its order. */
  take(answers: readonly Answer[]): void;
  /** What has been done so far, in words, where there is more than one round. */
  describe(): string | undefined;
  report(): Result<Report>;
}

/** Carries a study out on this thread; the first part that is refused ends it, with its problems. */
export function carryOut<Part, Answer, Report>(
  study: Study<Part, Answer, Report>,
  answer: (part: Part) => Result<Answer>,
): Result<Report> {
  for (let asked = study.next(); asked.length > 0; asked = study.next()) {
    const answers: Answer[] = [];
    for (const part of asked) {
      const answered = answer(part);
      if (!answered.ok) return answered;
      answers.push(answered.value);
    }
    study.take(answers);
  }
  return study.report();
}
