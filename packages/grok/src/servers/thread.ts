import { MessageChannel, Worker } from 'node:worker_threads';
import type { Problem, Result } from '@gigafactory/core/base';
import { failed, ok } from '@gigafactory/core/base';
import type { Grammar } from '../grammar/index.ts';
import { answerOver, type SentModel } from './answer.ts';
import type { FromThread, Link, NamedGrammar, ToThread } from './messages.ts';
import { CLOSED, type GenerateRequest, ModelFailure } from './port.ts';
import type { Listener } from './stream.ts';

/** Grammars that a thread remembers. */
const MOST_GRAMMARS = 16;

/** A thread that serves a model: it starts when it is first needed, and again should it ever crash. */
export class ServingThread {
  readonly #model: SentModel;
  readonly #entry: URL | undefined;
  readonly #listeners = new Map<number, Listener>();
  readonly #scores = new Map<number, PromiseWithResolvers<Float32Array>>();
  #started: Promise<Result<Started>> | undefined;
  #isClosed = false;
  #lastId = 0;

  /** `entry` is the program of the thread; without one this thread answers itself. */
  constructor(model: SentModel, entry: URL | undefined) {
    this.#model = model;
    this.#entry = entry;
  }

  /** Requests that it is answering. */
  get load(): number {
    return this.#listeners.size + this.#scores.size;
  }

  /** Resolves once the model is there. Problems: those of the decoder; `server.thread` if the thread crashed. */
  async start(): Promise<Result<true>> {
    this.#started ??= this.#launch();
    const started = await this.#started;
    return started.ok ? ok(true) : started;
  }

  generate({ grammar, ...request }: GenerateRequest, listener: Listener): () => void {
    const id = ++this.#lastId;
    this.#listeners.set(id, listener);
    void this.#send(id, ({ grammars }) => ({
      kind: 'generate',
      id,
      request,
      ...(grammar === undefined ? {} : { grammar: grammars.nameOf(grammar) }),
    }));
    return () => {
      if (!this.#listeners.delete(id)) return;
      void this.#send(id, () => ({ kind: 'stop', id }));
    };
  }

  score(tokens: readonly number[], given = 1): Promise<Float32Array> {
    const id = ++this.#lastId;
    const answer = withResolvers<Float32Array>();
    this.#scores.set(id, answer);
    void this.#send(id, () => ({ kind: 'score', id, tokens, given }));
    return answer.promise;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const started = await this.#started;
    for (const id of [...this.#listeners.keys(), ...this.#scores.keys()]) this.#fail(id, CLOSED);
    if (started?.ok) await started.value.end();
  }

  async #send(id: number, make: (started: Started) => ToThread): Promise<void> {
    if (this.#isClosed) return this.#fail(id, CLOSED);
    this.#started ??= this.#launch();
    const started = await this.#started;
    if (!started.ok) return this.#fail(id, started.problems[0]!);
    started.value.hold(this.load > 0);
    started.value.link.postMessage(make(started.value));
  }

  async #launch(): Promise<Result<Started>> {
    const ready = withResolvers<Result<true>>();
    let isOver = false;
    const crash = (why: string): void => {
      if (isOver || this.#isClosed) return;
      isOver = true;
      const problem = { code: 'server.thread', message: `The thread of the model ended: ${why}.` };
      ready.resolve(failed(problem));
      this.#started = undefined;
      for (const id of [...this.#listeners.keys(), ...this.#scores.keys()]) this.#fail(id, problem);
    };
    const { link, hold, end } = this.#entry
      ? inWorker(this.#entry, this.#model, crash)
      : inThisThread(this.#model);
    const grammars = new GrammarNames((grammar) => link.postMessage({ kind: 'forget', grammar }));
    const started: Started = { link, grammars, hold, end };
    link.on('message', (answers) => {
      for (const answer of answers) this.#hear(answer, ready.resolve);
      hold(this.load > 0);
    });
    const outcome = await ready.promise;
    if (outcome.ok) return ok(started);
    isOver = true;
    await end();
    return outcome;
  }

  #hear(answer: FromThread, ready: (outcome: Result<true>) => void): void {
    if (answer.kind === 'ready') ready(ok(true));
    else if (answer.kind === 'refused') ready(failed(...answer.problems));
    else if (answer.kind === 'fail') this.#fail(answer.id, answer.problem);
    else if (answer.kind === 'token') this.#listeners.get(answer.id)?.token(answer.token);
    else if (answer.kind === 'end') {
      this.#listeners.get(answer.id)?.end(answer.reason);
      this.#listeners.delete(answer.id);
    } else {
      this.#scores.get(answer.id)?.resolve(answer.scores);
      this.#scores.delete(answer.id);
    }
  }

  #fail(id: number, problem: Problem): void {
    this.#listeners.get(id)?.fail(problem);
    this.#listeners.delete(id);
    this.#scores.get(id)?.reject(new ModelFailure(problem));
    this.#scores.delete(id);
  }
}

type ClientLink = Link<readonly FromThread[], ToThread>;

interface Connection {
  readonly link: ClientLink;
  /** Whether the process waits for what comes. */
  hold(isNeeded: boolean): void;
  end(): Promise<unknown>;
}

interface Started extends Connection {
  readonly grammars: GrammarNames;
}

function inWorker(entry: URL, model: SentModel, crash: (why: string) => void): Connection {
  // Flags of this process, such as those of its tests, are not for the thread.
  const worker = new Worker(entry, { workerData: model, execArgv: [] });
  worker.on('error', (error) => crash(error instanceof Error ? error.message : String(error)));
  worker.on('exit', (code) => crash(`exit ${code}`));
  return {
    link: worker,
    hold: (isNeeded) => (isNeeded ? worker.ref() : worker.unref()),
    end: () => worker.terminate(),
  };
}

function inThisThread(model: SentModel): Connection {
  const { port1, port2 } = new MessageChannel();
  const answering = answerOver(port2, model);
  return {
    link: port1,
    hold: (isNeeded) => {
      for (const port of [port1, port2]) isNeeded ? port.ref() : port.unref();
    },
    end: async () => {
      (await answering)?.close();
      port1.close();
    },
  };
}

/** Names of the grammars that the other side remembers; the one used longest ago is forgotten first. */
class GrammarNames {
  readonly #names = new Map<Grammar, number>();
  readonly #forget: (name: number) => void;
  #last = 0;

  constructor(forget: (name: number) => void) {
    this.#forget = forget;
  }

  nameOf(grammar: Grammar): NamedGrammar {
    const known = this.#names.get(grammar);
    this.#names.delete(grammar);
    this.#names.set(grammar, known ?? ++this.#last);
    if (known !== undefined) return { name: known };
    for (const [oldest, name] of this.#names) {
      if (this.#names.size <= MOST_GRAMMARS) break;
      this.#names.delete(oldest);
      this.#forget(name);
    }
    return { name: this.#last, grammar };
  }
}

interface PromiseWithResolvers<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: Error) => void;
}

/** `Promise.withResolvers`, which Node 20 lacks. */
function withResolvers<Value>(): PromiseWithResolvers<Value> {
  let resolve: (value: Value) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<Value>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
