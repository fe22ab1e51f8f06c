import type { Answer } from '../answer/answer.ts';
import type { StreamEvent } from '../answer/wire.ts';
import type { Exchange } from './exchange.ts';

/** Proxies close what is silent for long. */
const KEEP_ALIVE_MS = 15_000;

export interface StreamParts {
  readonly answer: Answer;
  /** Number of the first event that is sent. */
  readonly from: number;
  /** Texts of some events, whole SSE messages. */
  readonly tell: (events: readonly StreamEvent[]) => string;
  /** What comes after the last event. */
  readonly last: string;
}

/**
 * Sends the events of an answer as they come, those of one moment together; a reader that is slow is waited for, and
 * costs no memory. An answer that nobody can fetch again is stopped when its reader leaves.
 */
export function streamTo(exchange: Exchange, { answer, from, tell, last }: StreamParts): void {
  const { outgoing, gateway } = exchange;
  let next = from;
  let isDue = false;
  let isOver = false;
  const leave = (hasAll: boolean) => {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    ignore();
    gateway.metrics.streams(-1);
    if (!hasAll && !answer.ask.store) answer.stop.ask();
  };
  const end = (text: string) => {
    leave(true);
    outgoing.end(text);
  };
  const flush = () => {
    isDue = false;
    if (isOver || outgoing.writableNeedDrain) return;
    const events = answer.eventsFrom(next);
    next += events.length;
    const text = tell(events);
    if (answer.isDeleted) return end(text + deletedText(next));
    if (answer.isOver) return end(text + last);
    if (text === '') return;
    outgoing.write(text);
    timer.refresh();
  };
  // After all that this moment brings.
  const wake = () => {
    if (isDue) return;
    isDue = true;
    process.nextTick(flush);
  };
  const timer = setInterval(() => {
    if (!outgoing.writableNeedDrain) outgoing.write(': still under way\n\n');
  }, KEEP_ALIVE_MS);
  const ignore = answer.listen(wake);
  gateway.metrics.streams(1);
  outgoing.on('drain', wake).once('close', () => leave(false));
  exchange.stream();
  // Otherwise they go with the first events.
  if (from === answer.length) outgoing.flushHeaders();
  wake();
  if (outgoing.destroyed) leave(false);
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
