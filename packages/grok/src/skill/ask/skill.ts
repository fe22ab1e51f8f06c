import { failed, type Notes, ok, type Problem, type Result } from '@gigafactory/core/base';
import type { Tokenizer } from '@gigafactory/trainer/tokenizer';
import type { Grammar } from '../../grammar/index.ts';
import { ModelFailure, type ModelServer } from '../../servers/index.ts';
import { LEXICON } from '../book/lexicon.ts';
import { type Call, type Ground, readCall } from '../call/call.ts';
import { callGrammars, figureGrammar } from '../call/grammar.ts';
import { isIdle } from '../call/idle.ts';
import { catalogueNames, viewOf } from '../file/view-of.ts';
import { codeOf, placeCode } from '../see/codes.ts';
import { figureFinder } from '../see/finder.ts';
import { Linker } from '../see/link.ts';
import { type Eyes, LONGEST, MOST_WORDS, promptOf, type Seen, see } from '../see/see.ts';
import { patternOf, type View } from '../see/view.ts';
import type { Witness } from '../witness/witness.ts';
import { candidatesOf, choose, chooseAlone } from './consider.ts';
import type { Said } from './figures.ts';
import { type AskedFile, type RunOperation, runCall } from './run-call.ts';
import { sayMistakes } from './say.ts';

/** A model that answers, and its tokenizer. */
export interface Speaker {
  readonly server: ModelServer;
  /** The longest input, tokens. */
  readonly sequence: number;
  readonly tokenizer: Tokenizer;
  /** Is heard beside the model; a model without it is on its own but for words. */
  readonly witness?: Witness;
}

export interface Asked {
  readonly question: string;
  readonly file: AskedFile;
  /** Calls before this one, oldest first: a question may go on from the last. */
  readonly previous?: readonly Call[];
  /** Only says which call it is. */
  readonly dryRun?: boolean;
}

/** What a question means, and what came of it. */
export interface Answered extends Call {
  /** The call of a question about how things work, where no document answers it. */
  readonly otherwise?: Call;
  readonly answer: Said;
  /** The model that read the question. */
  readonly model: string;
}

/** Which call a question means. */
export interface Reading {
  readonly call: Call;
  /** What the model by itself thinks likeliest, as a call. */
  readonly alone: Call;
  /** That call as the model wrote it. */
  readonly written: string;
  /** Probability of the call by the model. */
  readonly sure: number;
  /** Why it is refused, in words. */
  readonly why?: string;
  /** What it would be, were it not about how things work. */
  readonly otherwise?: Call;
}

/** What a prompt leaves room for, tokens. */
const ROOM = 44;
/** Files whose names and figures are remembered. */
const MOST_FILES = 8;

interface Known {
  readonly view: View;
  readonly notes: Ground['notes'];
  readonly eyes: Eyes;
  readonly figures: Grammar;
  /** Of a file that cannot be planned. */
  readonly problems: readonly Problem[];
}

/** Answers questions about factory files with a model of ours. */
export class Skill {
  readonly #speaker: Speaker;
  readonly #run: RunOperation;
  readonly #known = new Map<string, Promise<Known>>();

  constructor(speaker: Speaker, run: RunOperation) {
    this.#speaker = speaker;
    this.#run = run;
  }

  /**
   * Problems: those of a file that cannot be planned, unless the question is what is wrong with it, and of the model.
   * A question outside the skill is the operation `none`.
   */
  async ask(asked: Asked, signal?: AbortSignal): Promise<Result<Answered>> {
    const known = await this.#look(asked.file);
    const read = await this.read(asked, signal);
    if (!read.ok) return read;
    const { call, why, otherwise } = read.value;
    const { model } = this;
    if (call.operation === 'none') {
      const text = known.problems.length > 0 ? sayUnplanned(known.problems) : (why ?? REFUSAL);
      const refused = { ...call, answer: { text, figures: [] }, model };
      return ok(otherwise ? { ...refused, otherwise } : refused);
    }
    if (asked.dryRun === true) return ok({ ...call, answer: { text: '', figures: [] }, model });
    if (known.problems.length > 0 && call.operation !== 'check') return failed(...known.problems);
    return ok({ ...call, answer: await runCall(call, asked.file, this.#run), model });
  }

  /** The notes of a file's plan; none of a file that cannot be planned. */
  async notesOf(file: AskedFile): Promise<Notes> {
    return (await this.#look(file)).notes;
  }

  /** Name and version of the model. */
  get model(): string {
    return this.#speaker.server.model;
  }

  /** Ends its model. */
  close(): Promise<void> {
    return this.#speaker.server.close();
  }

  /** Plans a file and loads what hears, so that the first question need not wait for either. */
  async prepare(file: AskedFile): Promise<void> {
    await Promise.all([this.#look(file), this.#speaker.witness?.prepare()]);
  }

  /** Which call a question means. */
  async read(
    { question, file, previous = [] }: Asked,
    signal?: AbortSignal,
  ): Promise<Result<Reading>> {
    const known = await this.#look(file);
    const before = previous.at(-1);
    const seen = see(question, known.eyes);
    const turn = before && showBefore(before, known.view);
    const prompt = question.length > LONGEST ? undefined : this.#encode(seen, turn);
    if (!prompt) return ok(TOO_LONG);
    const { server, tokenizer, witness } = this.#speaker;
    const grammars = callGrammars(known.figures, seen.tags);
    const ground: Ground = {
      view: known.view,
      notes: known.notes,
      tags: seen.tags,
      before,
      words: seen.words,
    };
    const encode = (text: string): readonly number[] => tokenizer.encode(text);
    const decode = (tokens: readonly number[]): string => tokenizer.decodeText(tokens);
    try {
      const opinion = await witness?.hear(seen.told, turn);
      const candidates = await candidatesOf(
        { server, encode, decode, prompt, grammars, seen, heard: opinion?.likeliest ?? [] },
        signal,
      );
      const meant = candidates.map((candidate) => {
        const read = readCall(candidate.written, ground);
        return { ...candidate, read, isIdle: !('why' in read) && isIdle(read, ground) };
      });
      const own = chooseAlone(meant);
      const best = choose(meant, seen, opinion) ?? own;
      const judged = judge(best.read);
      const isConcept = opinion?.isConcept === true && judged.call.operation !== 'none';
      return ok({
        ...(isConcept ? { call: NONE, why: CONCEPT, otherwise: judged.call } : judged),
        alone: judge(own.read).call,
        written: own.written,
        sure: Math.exp(best.likelihood),
      });
    } catch (error) {
      if (error instanceof ModelFailure) return failed(error.problem);
      throw error;
    }
  }

  /** The prompt; undefined for a question so long that part of it would have to be left out. */
  #encode(seen: Seen, before: string | undefined): readonly number[] | undefined {
    const { tokenizer, sequence } = this.#speaker;
    if (seen.words.length > MOST_WORDS) return undefined;
    const prompt = tokenizer.encode(promptOf(seen, before));
    return prompt.length + ROOM <= sequence ? prompt : undefined;
  }

  #look(file: AskedFile): Promise<Known> {
    const known = this.#known.get(file.text);
    if (known) return known;
    const looking = this.#study(file);
    this.#known.set(file.text, looking);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_FILES && oldest !== undefined) this.#known.delete(oldest);
    return looking;
  }

  async #study(file: AskedFile): Promise<Known> {
    const planned = await this.#run('plan', file);
    const view = planned.ok ? viewOf(planned.value, file.text) : NOTHING;
    const linker = new Linker(view, catalogueNames(), LEXICON);
    return {
      view,
      notes: planned.ok ? planned.value.notes : {},
      eyes: { lexicon: LEXICON, linker, figures: figureFinder(view) },
      figures: figureGrammar(view),
      problems: planned.ok ? [] : planned.problems,
    };
  }
}

const NOTHING: View = {
  runs: [],
  models: [],
  tasks: [],
  services: [],
  references: [],
  labels: new Map(),
};

const REFUSAL =
  'This is outside of what grok-nano does: it explains figures of the plan, plans changes, lists strategies, simulates, searches for policies, traces power and checks the file. It never acts on what runs.';

const CONCEPT =
  'This asks how something works or what a word means, and not about this factory: the documentation says so, which the chat of "gigafactory up" quotes.';

const NONE: Call = { operation: 'none', arguments: {} };

/** A question about a figure cannot be told from one about anything else: a file that cannot be planned has none. */
function sayUnplanned(problems: readonly Problem[]): string {
  return `The file cannot be planned, so it has no figures to ask about. ${sayMistakes(problems)}`;
}

/** Half of a question may mean something else than the whole. */
const TOO_LONG: Reading = {
  call: { operation: 'none', arguments: {} },
  alone: { operation: 'none', arguments: {} },
  written: '',
  sure: 1,
  why: `The question is too long: grok-nano reads ${MOST_WORDS} words and ${LONGEST} characters at most. Ask for one thing, in one sentence.`,
};

function judge(read: ReturnType<typeof readCall>): { call: Call; why?: string } {
  if (!('why' in read)) return { call: read };
  return { call: { operation: 'none', arguments: {} }, why: `${REFUSAL} (${read.why})` };
}

/** The call before, as the model is shown it. */
function showBefore({ operation, arguments: given }: Call, view: View): string {
  const { path, edits } = given;
  if (operation === 'explain' && typeof path === 'string')
    return `explain ${codeOf(patternOf(path, view).pattern)}`;
  const [edited] = typeof edits === 'object' && edits !== null ? Object.keys(edits) : [];
  if (operation !== 'plan' || edited === undefined) return operation;
  return `plan ${placeCode(patternOf(`factory.${edited}`, view).pattern.replace(/^factory\./, ''))}`;
}
