import { askSharer, SHARED_BY } from '../api/client.ts';
import { askParts } from '../api/parts.ts';
import type { Answer, Operations, Resuming, StudyName } from '../api/types.ts';
import { type Long, type LongProgress, useLong } from '../api/useLong.ts';

type Value<Name extends StudyName> = Operations[Name]['output'];

/**
 * Carries a study out on all workers: asks what comes next, has its parts answered, and so on until there is a report. The
 * report is that of the operation of the same name. Rejects when the signal aborts.
 */
export async function carryOut<Name extends StudyName>(
  name: Name,
  input: Operations[Name]['input'],
  signal: AbortSignal,
  tell: (progress: LongProgress<Value<Name>>) => void,
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

/** `carryOut` as a hook. */
export function useStudy<Name extends StudyName>(
  name: Name,
  input: Operations[Name]['input'],
  options: { readonly enabled?: boolean; readonly about: string },
): Long<Value<Name>> {
  return useLong<Value<Name>>(
    ['study', name, input],
    (signal, tell) => carryOut(name, input, signal, tell),
    options,
  );
}
