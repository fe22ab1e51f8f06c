import type { Answer, Operations } from '@gigafactory/core/api';
import type { CheckedRequirement, Plan } from '@gigafactory/core/plan';
import { runInParts, type Workers } from '@gigafactory/server/threads';
import type { NamedText } from './beside.ts';
import type { Context, Options } from './command.ts';
import { unwrap } from './factory-text.ts';
import { CORES, onThreads, threadsOption } from './threads.ts';

/** For commands that may have to simulate lives for requirements on the twin. */
export const JUDGE: Options = threadsOption(
  'Worker threads for requirements on the twin; by default one for each core',
  CORES,
);

/** The plan with all its requirements judged; those on the twin need simulated lives, which take time. */
export async function withVerdicts(
  context: Context,
  factory: NamedText,
  plan: Plan,
): Promise<Plan> {
  if (plan.unjudged.length === 0) return plan;
  const runs = [...new Set(plan.unjudged.map(({ run }) => run))].join(', ');
  const what = `simulating ${runs} for the requirements`;
  const { value: answer } = await onThreads(context, what, ({ workers, say, signal }) => {
    const onPart = (done: number, parts: number) => say(`${what}, ${done} of ${parts} parts`);
    return runInParts(workers, 'requirements', factory, { signal, onPart });
  });
  const requirements: readonly CheckedRequirement[] = unwrap(answer, factory.file).requirements;
  return { ...plan, requirements, unjudged: [] };
}

/** A file beside its scenarios; lives of claims on the twin included. */
export function compareOnThreads(
  context: Context,
  input: Operations['compare']['input'],
): Promise<Answer<'compare'>> {
  return runInParts(threadsIfNeeded(context), 'compare', input);
}

/** Only claims on the twin need lives, and only lives need threads. */
function threadsIfNeeded(context: Context): Workers {
  const what = 'simulating lives for the requirements';
  return {
    count: context.args.numbers['threads']!,
    answerAll: async (part, inputs) => {
      const answered = await onThreads(context, what, ({ workers, say, signal }) => {
        const onPart = (done: number, parts: number) => say(`${what}, ${done} of ${parts} parts`);
        return workers.answerAll(part, inputs, { signal, onPart });
      });
      return answered.value;
    },
  };
}
