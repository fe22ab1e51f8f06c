import type { Grammar } from '../grammar/index.ts';
import { createScheduler, type ServedModel } from './embedded.ts';
import type { FromThread, Link, NamedGrammar, ToThread } from './messages.ts';
import { ModelFailure } from './port.ts';
import type { Scheduler } from './scheduler.ts';

/** A served model as it is sent to a thread. */
export interface SentModel extends Omit<ServedModel, 'vocabulary' | 'name'> {
  /** Bytes of each token. */
  readonly tokens: readonly Uint8Array[];
  readonly end: number;
  readonly streams: number;
}

/** Answers what comes over the link, once the model is ready; nothing comes back if it was refused. */
export async function answerOver(
  link: Link<ToThread, readonly FromThread[]>,
  { tokens, end, streams, ...model }: SentModel,
): Promise<Scheduler | undefined> {
  const vocabulary = { size: tokens.length, end, bytesOf: (token: number) => tokens[token]! };
  const scheduler = await createScheduler({ ...model, vocabulary }, streams);
  if (!scheduler.ok) {
    link.postMessage([{ kind: 'refused', problems: scheduler.problems }]);
    return undefined;
  }
  const answering = new Answering(link, scheduler.value);
  link.on('message', (message) => answering.hear(message));
  link.postMessage([{ kind: 'ready' }]);
  return scheduler.value;
}

class Answering {
  readonly #link: Link<ToThread, readonly FromThread[]>;
  readonly #scheduler: Scheduler;
  readonly #grammars = new Map<number, Grammar>();
  readonly #stops = new Map<number, () => void>();
  #waiting: FromThread[] = [];

  constructor(link: Link<ToThread, readonly FromThread[]>, scheduler: Scheduler) {
    this.#link = link;
    this.#scheduler = scheduler;
  }

  hear(message: ToThread): void {
    if (message.kind === 'generate') this.#generate(message);
    else if (message.kind === 'score') void this.#score(message);
    else if (message.kind === 'forget') this.#grammars.delete(message.grammar);
    else {
      this.#stops.get(message.id)?.();
      this.#stops.delete(message.id);
    }
  }

  #generate({ id, request, grammar }: Extract<ToThread, { kind: 'generate' }>): void {
    const over = (answer: FromThread): void => {
      this.#stops.delete(id);
      this.#say(answer);
    };
    const stop = this.#scheduler.start(
      grammar === undefined ? request : { ...request, grammar: this.#grammarOf(grammar) },
      {
        token: (token) => this.#say({ kind: 'token', id, token }),
        end: (reason) => over({ kind: 'end', id, reason }),
        fail: (problem) => over({ kind: 'fail', id, problem }),
      },
    );
    this.#stops.set(id, stop);
  }

  #grammarOf({ name, grammar }: NamedGrammar): Grammar {
    if (grammar !== undefined) this.#grammars.set(name, grammar);
    return this.#grammars.get(name)!;
  }

  async #score({ id, tokens, given }: Extract<ToThread, { kind: 'score' }>): Promise<void> {
    try {
      this.#say({ kind: 'scores', id, scores: await this.#scheduler.score(tokens, given) });
    } catch (error) {
      if (!(error instanceof ModelFailure)) throw error;
      this.#say({ kind: 'fail', id, problem: error.problem });
    }
  }

  /** What one step says goes in one message: all of it is said before the next microtask. */
  #say(answer: FromThread): void {
    if (this.#waiting.length === 0) queueMicrotask(() => this.#send());
    this.#waiting.push(answer);
  }

  #send(): void {
    const answers = this.#waiting;
    this.#waiting = [];
    this.#link.postMessage(answers);
  }
}
