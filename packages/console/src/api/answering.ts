import type { Answer, OperationName, Operations } from './types.ts';

/** What the page sends to a worker. */
export interface Question<Name extends OperationName = OperationName> {
  readonly id: number;
  readonly name: Name;
  readonly input: Operations[Name]['input'];
}

/** What comes back; the ids match. */
export interface Reply {
  readonly id: number;
  readonly answer: Answer<OperationName>;
}

type AnswerTo = (name: OperationName, input: Question['input']) => Promise<Answer<OperationName>>;

/** Makes this worker answer every question that the page sends. */
export function answerWith(answerTo: AnswerTo): void {
  self.addEventListener('message', async (event: MessageEvent<Question>) => {
    const { id, name, input } = event.data;
    const answer = await orFault(() => answerTo(name, input));
    self.postMessage({ id, answer } satisfies Reply);
  });
}

/** An exception is a bug in the program, or a part of it that did not load; it is reported in words, like any other problem. */
async function orFault(
  answer: () => Promise<Answer<OperationName>>,
): Promise<Answer<OperationName>> {
  try {
    return await answer();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      problems: [{ code: 'console.fault', message: `The program failed: ${message}` }],
    };
  }
}
