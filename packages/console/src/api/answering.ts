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

type AnswerTo = (name: OperationName, input: Question['input']) => Answer<OperationName>;

/** Makes this worker answer every question that the page sends. */
export function answerWith(answerTo: AnswerTo): void {
  self.addEventListener('message', (event: MessageEvent<Question>) => {
    const { id, name, input } = event.data;
    const answer = orFault(() => answerTo(name, input));
    self.postMessage({ id, answer } satisfies Reply);
  });
}

/** An exception is a bug in the program; it is reported in words, like any other problem. */
function orFault(answer: () => Answer<OperationName>): Answer<OperationName> {
  try {
    return answer();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      problems: [{ code: 'console.fault', message: `The program failed: ${message}` }],
    };
  }
}
