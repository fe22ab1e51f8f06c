import { operate } from '@gigafactory/core/api';
import type { Answer, OperationName, Operations } from './types.ts';

/** What the page sends to the worker. */
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

self.addEventListener('message', (event: MessageEvent<Question>) => {
  const { id, name, input } = event.data;
  self.postMessage({ id, answer: answerTo(name, input) } satisfies Reply);
});

/** A throw is a fault of the program: it is reported in words, as every other problem is. */
function answerTo(name: OperationName, input: Question['input']): Answer<OperationName> {
  try {
    return operate(name, input);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      ok: false,
      problems: [{ code: 'console.fault', message: `The program failed: ${message}` }],
    };
  }
}
