import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failed, ok, type Result } from '@gigafactory/core/base';
import { END_OF_TEXT } from '@gigafactory/trainer/tokenizer';
import { type Constraint, type Grammar, GrammarCompiler, toGbnf } from '../grammar/index.ts';
import { type Model, writeGguf } from '../model/index.ts';
import type { Llama, LlamaModel, LlamaModule, Sequence } from './llama-types.ts';
import { CLOSED, type GenerateRequest, ModelFailure, type ModelServer } from './port.ts';
import { problemOf, type RequestLimits, scoreProblemOf } from './request.ts';
import { type Listener, tokensOf } from './stream.ts';

export interface LlamaOptions {
  /** Threads of a step; 1 if absent, which is fastest for small models. */
  readonly threads?: number;
  /** Texts that grow at once; 8 if absent. */
  readonly streams?: number;
  /** Where the package is found; `node-llama-cpp` if absent. */
  readonly module?: string;
}

/**
 * Serves a model by llama.cpp, through the package `node-llama-cpp` where that is installed. Weights and caches are
 * 32-bit floats, as they were trained. Texts drawn at a temperature differ from those of the embedded server.
 * Problems: `llama.missing` if the package is not there, `llama.failed` if it does not load or take the model.
 */
export async function serveByLlama(
  name: string,
  model: Model,
  options: LlamaOptions = {},
): Promise<Result<ModelServer>> {
  const { threads = 1, streams = 8, module = 'node-llama-cpp' } = options;
  let library: LlamaModule;
  try {
    library = await import(module);
  } catch (error) {
    const message = `llama.cpp is not there (${whatFailed(error)}): npm install node-llama-cpp.`;
    return failed({ code: 'llama.missing', message });
  }
  try {
    const llama = await library.getLlama({
      gpu: false,
      build: 'never',
      skipDownload: true,
      logLevel: 'error',
    });
    const loaded = await load(llama, name, model);
    const context = await loaded.createContext({
      // Room beyond the sequence: a context that is full would be shifted.
      contextSize: model.sequence + 64,
      sequences: streams,
      threads,
      flashAttention: false,
      experimentalKvCacheKeyType: 'F32',
      experimentalKvCacheValueType: 'F32',
    });
    const sequences = Array.from({ length: streams }, () => context.getSequence());
    return ok(new LlamaServer(name, model, { library, llama, loaded, sequences }));
  } catch (error) {
    return failed({ code: 'llama.failed', message: `llama.cpp: ${whatFailed(error)}.` });
  }
}

async function load(llama: Llama, name: string, model: Model): Promise<LlamaModel> {
  const folder = await mkdtemp(join(tmpdir(), 'gigafactory-gguf-'));
  try {
    const modelPath = join(folder, 'model.gguf');
    await writeFile(modelPath, writeGguf(model, name, 'F32'));
    return await llama.loadModel({ modelPath });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function whatFailed(error: unknown): string {
  return error instanceof Error ? error.message.split('\n')[0]! : String(error);
}

interface Parts {
  readonly library: LlamaModule;
  readonly llama: Llama;
  readonly loaded: LlamaModel;
  readonly sequences: Sequence[];
}

class LlamaServer implements ModelServer {
  readonly kind = 'llama.cpp';
  readonly model: string;
  readonly #limits: RequestLimits;
  readonly #compiler: GrammarCompiler;
  readonly #parts: Parts;
  readonly #grammars = new WeakMap<object, Promise<object>>();
  readonly #waiting: ((sequence: Sequence) => void)[] = [];
  readonly #listeners = new Set<Listener>();
  #isClosed = false;

  constructor(name: string, { shape, sequence, tokenizer }: Model, parts: Parts) {
    this.model = name;
    this.#limits = { vocabulary: shape.vocabulary, sequence };
    this.#parts = parts;
    this.#compiler = new GrammarCompiler({
      size: tokenizer.size,
      end: END_OF_TEXT,
      bytesOf: (token) => tokenizer.bytesOf(token),
    });
  }

  generate(request: GenerateRequest, signal?: AbortSignal): ReturnType<ModelServer['generate']> {
    return tokensOf((listener) => {
      const stop = new AbortController();
      this.#listeners.add(listener);
      void this.#answer(request, listener, stop.signal).finally(() =>
        this.#listeners.delete(listener),
      );
      return () => stop.abort();
    }, signal);
  }

  async score(tokens: readonly number[], given = 1): Promise<Float32Array> {
    const problem = this.#isClosed ? CLOSED : scoreProblemOf(tokens, this.#limits, given);
    if (problem) throw new ModelFailure(problem);
    return this.#use(async (sequence) => {
      await sequence.clearHistory();
      const asked = tokens
        .slice(0, -1)
        .map((token) => [token, { generateNext: { probabilities: true } }] as const);
      const answers = await sequence.controlledEvaluate(asked);
      return Float32Array.from(asked, (_, at) =>
        Math.log(answers[at]!.next.probabilities!.get(tokens[at + 1]!)!),
      ).subarray(given - 1);
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const listener of this.#listeners) listener.fail(CLOSED);
    await this.#parts.llama.dispose();
  }

  async #answer(request: GenerateRequest, listener: Listener, stop: AbortSignal): Promise<void> {
    const problem = this.#isClosed ? CLOSED : problemOf(request, this.#limits);
    if (problem) {
      listener.fail(problem);
      return;
    }
    const { grammar } = request;
    const constraint = grammar === undefined ? undefined : this.#compiler.compile(grammar);
    if (constraint && !constraint.ok) {
      listener.fail(constraint.problems[0]!);
      return;
    }
    if (constraint?.value.isOver) {
      listener.end('complete');
      return;
    }
    try {
      await this.#use((sequence) =>
        this.#grow({ request, listener, stop, sequence, constraint: constraint?.value }),
      );
    } catch (error) {
      listener.fail({ code: 'llama.failed', message: `llama.cpp: ${whatFailed(error)}.` });
    }
  }

  async #grow({ request, listener, stop, sequence, constraint }: Growth): Promise<void> {
    const { prompt, mostTokens, grammar, temperature = 0, seed = 0 } = request;
    const stops = new Set([END_OF_TEXT, ...(request.stop ?? [])]);
    // Its consumer may have left while it waited.
    if (stop.aborted) return;
    // All but the last: its logits are wanted.
    await sequence.adaptStateToTokens(prompt.slice(0, -1), false);
    const tokens = sequence.evaluate(prompt.slice(sequence.nextTokenIndex), {
      temperature,
      ...EVERY_TOKEN,
      seed,
      yieldEogToken: true,
      grammarEvaluationState: grammar === undefined ? undefined : await this.#stateOf(grammar),
    });
    let left = Math.min(mostTokens, this.#limits.sequence - prompt.length + 1);
    for await (const token of tokens) {
      if (stop.aborted) return;
      const isStop = stops.has(token);
      if (!isStop) {
        constraint?.take(token);
        listener.token(token);
        left--;
      }
      const isComplete = !isStop && constraint?.isOver === true;
      if (!isStop && !isComplete && left > 0) continue;
      listener.end(isStop ? 'stop' : isComplete ? 'complete' : 'length');
      return;
    }
    throw new Error('it ended a text without saying why');
  }

  async #stateOf(grammar: Grammar): Promise<object> {
    const { llama, loaded, library } = this.#parts;
    let made = typeof grammar === 'object' ? this.#grammars.get(grammar) : undefined;
    made ??= llama.createGrammar({ grammar: toGbnf(grammar) });
    if (typeof grammar === 'object') this.#grammars.set(grammar, made);
    return new library.LlamaGrammarEvaluationState({ model: loaded, grammar: await made });
  }

  /** Waits for a sequence that nothing uses; those who wait are served in their order. */
  async #use<Value>(run: (sequence: Sequence) => Promise<Value>): Promise<Value> {
    const { sequences } = this.#parts;
    const sequence =
      sequences.pop() ??
      (await new Promise<Sequence>((resolve) => {
        this.#waiting.push(resolve);
      }));
    try {
      return await run(sequence);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(sequence);
      else sequences.push(sequence);
    }
  }
}

interface Growth {
  readonly request: GenerateRequest;
  readonly listener: Listener;
  readonly stop: AbortSignal;
  readonly sequence: Sequence;
  readonly constraint: Constraint | undefined;
}

/** Draws from all tokens, as the embedded server does. */
const EVERY_TOKEN = { topK: 0, topP: 1, minP: 0 };
