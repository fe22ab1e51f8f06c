import type { Answer } from '../answer/answer.ts';
import type { StreamEvent } from '../answer/wire.ts';

/** Proxies close what is silent for long. */
const KEEP_ALIVE_MS = 15_000;

const encoder = new TextEncoder();

export interface StreamParts {
  readonly answer: Answer;
  /** Number of the first event that is sent. */
  readonly from: number;
  /** Texts of some events, whole SSE messages. */
  readonly tell: (events: readonly StreamEvent[]) => string;
  /** What comes after the last event. */
  readonly last: string;
  /** The reader has gone, or was told all. */
  readonly left: (hasAll: boolean) => void;
}

/** The events of an answer as they come; a reader that is slow is waited for, and costs no memory. */
export function streamOf({
  answer,
  from,
  tell,
  last,
  left,
}: StreamParts): ReadableStream<Uint8Array> {
  let next = from;
  let isOver = false;
  const leave = (hasAll: boolean) => {
    if (isOver) return;
    isOver = true;
    left(hasAll);
  };
  return new ReadableStream({
    async pull(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const end = () => {
        leave(true);
        controller.close();
      };
      for (;;) {
        const events = answer.eventsFrom(next);
        next += events.length;
        const isLast = answer.isOver && next === answer.length;
        const text = tell(events) + (isLast ? last : '');
        if (text !== '') send(text);
        if (isLast) return end();
        if (text !== '') return;
        if (answer.isDeleted) {
          send(deletedText(next));
          return end();
        }
        await answer.grown(next, KEEP_ALIVE_MS);
        if (isOver) return;
        const isQuiet = answer.length === next && !answer.isOver && !answer.isDeleted;
        if (isQuiet) return send(': still under way\n\n');
      }
    },
    cancel() {
      leave(false);
    },
  });
}

/** Events of the Responses API. */
export function responsesText(events: readonly StreamEvent[]): string {
  return events.map((event) => message(event.type, event)).join('');
}

function deletedText(number: number): string {
  const type = 'error';
  const text = 'This answer was deleted.';
  return message(type, {
    type,
    sequence_number: number,
    code: 'deleted',
    message: text,
    param: null,
  });
}

function message(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
