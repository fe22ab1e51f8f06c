import { askSharer, SHARED_BY } from '../api/client.ts';
import { askParts } from '../api/parts.ts';
import type { Answer, Operations, Resuming, StudyName } from '../api/types.ts';

type Value<Name extends StudyName> = Operations[Name]['output'];

/** How far a study is. */
export interface StudyProgress<Name extends StudyName> {
  /** Plans or lives that are done, and how many this round takes. */
  readonly done: number;
  readonly of: number;
  /** What has been done in the rounds before, in words. */
  readonly said?: string | undefined;
  /** What is known already. */
  readonly rough?: Value<Name> | undefined;
}

/**
 * Carries a study out on all workers: asks what comes next, has its parts answered, and so on until there is a report. The
 * report is that of the operation of the same name. Rejects when the signal aborts.
 */
export async function carryOut<Name extends StudyName>(
  name: Name,
  input: Operations[Name]['input'],
  signal: AbortSignal,
  tell: (progress: StudyProgress<Name>) => void,
): Promise<Answer<Name>> {
  const answered: unknown[][] = [];
  for (;;) {
    const resuming = { name, input, answered, workers: SHARED_BY } as Resuming;
    const resumed = await askSharer(0, 'resume', resuming, signal);
    if (!resumed.ok) return resumed;
    const { part, asked, said, report } = resumed.value;
    if (asked.length === 0) return { ok: true, value: report as Value<Name> };
    const sizes = asked.map((each) => sizeOf(each));
    const of = sizes.reduce((sum, size) => sum + size, 0);
    let done = 0;
    const round = { of, said, rough: report as Value<Name> | undefined };
    tell({ done, ...round });
    const answers: unknown[] = [];
    const refusal = await askParts(part, asked as never, signal, (answer, index) => {
      answers[index] = answer;
      done += sizes[index]!;
      tell({ done, ...round });
    });
    if (refusal) return refusal;
    answered.push(answers);
  }
}

/** Plans or lives in a part. */
function sizeOf(part: Operations['lives']['input'] | Operations['points']['input']): number {
  return 'points' in part ? part.points.length : part.before - part.from;
}
