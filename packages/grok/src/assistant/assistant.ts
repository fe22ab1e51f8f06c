import { randomBytes } from 'node:crypto';
import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import {
  type AnswererList,
  type Asked,
  type Attachment,
  branchTo,
  type Chat,
  type ChatEvent,
  type ChatMessage,
  type ChatSummary,
  type RegenerateOrder,
  type TakenAsk,
} from '@gigafactory/core/chats';
import type { AskedFile } from '../skill/index.ts';
import type { Answerer, AnswerTurn, ChatStore, KeptChat, KeptFile, KeptMessage } from './port.ts';
import { ChatRun } from './run.ts';

/** How many questions a person may ask. */
export interface Quota {
  /** Why there may be no question now, and when there may be. */
  readonly refusal: () => Problem | undefined;
  /** Counts the question of an answer; resolves once it is kept. */
  readonly count: (answer: string) => Promise<void>;
}

export interface AssistantParts {
  readonly store: ChatStore;
  /** What can answer, the first by itself; asked with every question. */
  readonly answerers: () => readonly Answerer[];
  /** The text of a factory with its scenario, edits and what stands beside it written in. */
  readonly wholeText: (factory: TakenAsk['factory']) => Promise<Result<string>>;
  /** Reads what a person attaches, by its bytes and the name that it is said to have. */
  readonly take: (bytes: Uint8Array, name: string) => Promise<Result<Omit<KeptFile, 'id'>>>;
  /** What its owner may still ask; no end of it where it is absent. */
  readonly quota?: Quota | undefined;
  /** ms since 1970. */
  readonly now: () => number;
  /** Hears what only an operator can mend. */
  readonly warn: (message: string) => void;
}

/** Answers under way at once, of one owner. */
const MOST_RUNNING = 2000;
/** A file that was sent and never asked about is kept for a day, ms. */
const LEFT_MS = 24 * 60 * 60 * 1000;
/** Characters of a title that is made of a question. */
const TITLE = 60;

/** The conversations of one owner, and the answers that are under way. */
export class Assistant {
  readonly #parts: AssistantParts;
  readonly #runs = new Map<string, ChatRun>();
  #isClosing = false;

  private constructor(parts: AssistantParts) {
    this.#parts = parts;
  }

  /** Goes on with what was under way when the server ended. */
  static async open(parts: AssistantParts): Promise<Assistant> {
    const assistant = new Assistant(parts);
    await parts.store.removeLeftFiles(new Date(parts.now() - LEFT_MS).toISOString());
    for (const message of await parts.store.unfinished()) await assistant.#resume(message);
    return assistant;
  }

  answerers(): AnswererList {
    return { answerers: this.#parts.answerers().map(({ facts }) => facts) };
  }

  async list(words?: string): Promise<readonly ChatSummary[]> {
    const chats = await this.#parts.store.list(words);
    return chats.map((chat) => ({ ...chat, running: this.#runningIn(chat.id) }));
  }

  /** Code: `chat.unknown`. */
  async get(id: string): Promise<Result<Chat>> {
    const kept = await this.#parts.store.find(id);
    if (!kept) return unknown(id);
    const messages = await this.#withEvents(kept);
    return ok({ ...kept, running: this.#runningIn(id), messages });
  }

  /** Begins an answer. Codes: `chat.unknown`, `chat.parent`, `chat.model`, `chat.consent`, `chat.busy`, `chat.file`,
   * `chat.picture`, those of a factory that cannot be read. */
  async ask(order: TakenAsk): Promise<Result<Asked>> {
    const answerer = this.#answererOf(order.model, order.allowed);
    if (!answerer.ok) return answerer;
    const text = await this.#parts.wholeText(order.factory);
    if (!text.ok) return text;
    const known = order.chat === undefined ? undefined : await this.#parts.store.find(order.chat);
    if (order.chat !== undefined && !known) return unknown(order.chat);
    if (order.parent !== null && !known?.messages.some(isAnswer(order.parent)))
      return failed({
        code: 'chat.parent',
        message: 'The answer that this goes on from is not in the chat.',
      });
    const files = await this.#filesOf(order.files ?? [], answerer.value);
    if (!files.ok) return files;
    const refused = this.#parts.quota?.refusal();
    if (refused) return failed(refused);
    const { factory, page, figure } = order;
    const chat = known?.id ?? newId('chat');
    const about = {
      file: factory.file ?? 'factory.yaml',
      ...(page === undefined ? {} : { page }),
      ...(figure === undefined ? {} : { figure }),
    };
    const shared = { chat, at: this.#time(), about, factory: text.value };
    const question: KeptMessage = {
      ...{ id: newId('msg'), parent: order.parent, role: 'person', ...shared },
      ...{ text: order.text, model: '', files: files.value },
    };
    const title = known?.title ?? titleOf(order.text);
    const answer = answerTo(question, answerer.value, this.#time());
    await this.#parts.quota?.count(answer.id);
    await this.#parts.store.add({ id: chat, title }, [question, answer]);
    await this.#begin(answer, answerer.value, []);
    return ok({ chat, question: question.id, answer: answer.id });
  }

  /** Another answer to the same question. Codes: `chat.unknown`, `chat.message`, `chat.model`, `chat.consent`, `chat.busy`, `chat.picture`. */
  async regenerate(id: string, order: RegenerateOrder): Promise<Result<Asked>> {
    const kept = await this.#parts.store.find(id);
    if (!kept) return unknown(id);
    const before = kept.messages.find(isAnswer(order.message));
    const question = kept.messages.find((each) => each.id === before?.parent);
    if (!before || !question) return noMessage();
    const answerer = this.#answererOf(order.model ?? before.model, order.allowed);
    if (!answerer.ok) return answerer;
    const picture = question.files.find(({ kind }) => kind === 'picture');
    if (picture && !answerer.value.facts.sees) return unseen(picture, answerer.value.facts.id);
    const refused = this.#parts.quota?.refusal();
    if (refused) return failed(refused);
    const answer = answerTo(question, answerer.value, this.#time());
    await this.#parts.quota?.count(answer.id);
    await this.#parts.store.add(kept, [answer]);
    await this.#begin(answer, answerer.value, []);
    return ok({ chat: id, question: question.id, answer: answer.id });
  }

  /** Ends an answer; resolves once it is over. One that is over stays as it is. */
  async stop(id: string, message: string): Promise<Result<object>> {
    const kept = await this.#parts.store.find(id);
    if (!kept) return unknown(id);
    if (!kept.messages.some(isAnswer(message))) return noMessage();
    await this.#runs.get(message)?.stop();
    return ok({});
  }

  async rename(id: string, title: string): Promise<Result<object>> {
    if (!(await this.#parts.store.find(id))) return unknown(id);
    await this.#parts.store.rename(id, title);
    return ok({});
  }

  /** Which branch is shown from now on. */
  async show(id: string, leaf: string): Promise<Result<object>> {
    const kept = await this.#parts.store.find(id);
    if (!kept) return unknown(id);
    if (!kept.messages.some((each) => each.id === leaf)) return noMessage();
    await this.#parts.store.show(id, leaf);
    return ok({});
  }

  /** Ends what is under way in a chat, and forgets all of it. */
  async remove(id: string): Promise<Result<object>> {
    const kept = await this.#parts.store.find(id);
    if (!kept) return unknown(id);
    for (const { id: message } of kept.messages) await this.#runs.get(message)?.leave();
    await this.#parts.store.remove(id);
    return ok({});
  }

  /** Keeps a file for a question that will be asked. Codes: those of files that cannot be read. */
  async attach(bytes: Uint8Array, name: string): Promise<Result<Attachment>> {
    const taken = await this.#parts.take(bytes, name);
    if (!taken.ok) return taken;
    const { content, ...facts } = { ...taken.value, id: newId('file') };
    await this.#parts.store.keepFile({ ...facts, content }, this.#time());
    return ok(facts);
  }

  /** Forgets a file that no question has. Code: `chat.file`. */
  async detach(id: string): Promise<Result<object>> {
    return (await this.#parts.store.removeFile(id)) ? ok({}) : noFile();
  }

  /** Code: `chat.file`. */
  async file(id: string): Promise<Result<KeptFile>> {
    const file = await this.#parts.store.file(id);
    return file ? ok(file) : noFile();
  }

  /** Ends what is under way, and forgets all chats and files. */
  async removeAll(): Promise<void> {
    await Promise.all([...this.#runs.values()].map((run) => run.leave()));
    await this.#parts.store.removeAll();
  }

  /** What a message is about. */
  async factory(id: string, message: string): Promise<Result<AskedFile>> {
    const kept = await this.#parts.store.find(id);
    if (!kept) return unknown(id);
    const found = kept.messages.find((each) => each.id === message);
    return found ? ok({ text: found.factory, file: found.about.file }) : noMessage();
  }

  /**
   * Events of an answer after an offset, as they become durable; ends with the answer, or at once with what there is unless
   * it is followed. Codes: `chat.unknown`, `chat.message`.
   */
  async events(id: string, message: string, after: number): Promise<Result<ChatReader>> {
    const kept = await this.#parts.store.find(id);
    if (!kept) return unknown(id);
    if (!kept.messages.some(isAnswer(message))) return noMessage();
    const run = this.#runs.get(message);
    if (run) return ok(readerOf(run, after));
    const events = [...(await this.#parts.store.events(message, after))];
    return ok({ next: () => events.splice(0), isOver: () => true, listen: () => () => {} });
  }

  /** Ends what is under way, to go on when it is opened again. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await Promise.all([...this.#runs.values()].map((run) => run.leave()));
    await this.#parts.store.flush();
  }

  /** @param allowed whom the person lets receive what is asked */
  #answererOf(model: string | undefined, allowed: string | undefined): Result<Answerer> {
    if (this.#isClosing || this.#runs.size >= MOST_RUNNING) {
      const message = this.#isClosing
        ? 'The server is being stopped.'
        : `${MOST_RUNNING} answers are under way, as many as there may be at once.`;
      return failed({ code: 'chat.busy', message });
    }
    const all = this.#parts.answerers();
    const found = model === undefined ? all[0] : all.find(({ facts }) => facts.id === model);
    if (found) return mayReceive(found, allowed) ? ok(found) : needsConsent(found);
    const names = all.map(({ facts }) => facts.id).join(', ') || 'nothing';
    return failed({
      code: 'chat.model',
      message: `${model ?? 'Nothing'} does not answer here; ${names} does.`,
    });
  }

  /** The files of a question. What answers sees pictures, or the question is refused: none is left out in silence. */
  async #filesOf(
    ids: readonly string[],
    { facts }: Answerer,
  ): Promise<Result<readonly Attachment[]>> {
    const files: Attachment[] = [];
    for (const id of new Set(ids)) {
      const kept = await this.#parts.store.file(id);
      if (!kept) return noFile();
      const { content: _, ...file } = kept;
      if (file.kind === 'picture' && !facts.sees) return unseen(file, facts.id);
      files.push(file);
    }
    return ok(files);
  }

  async #begin(
    message: KeptMessage,
    answerer: Answerer,
    before: readonly ChatEvent[],
  ): Promise<void> {
    const kept = await this.#parts.store.find(message.chat);
    if (!kept) return;
    const branch = branchTo(await this.#withEvents(kept), message.parent ?? '');
    const turns: AnswerTurn[] = branch.map(({ role, text, files, events }) => ({
      ...{ role, text, files, events },
    }));
    const { store, warn } = this.#parts;
    const attached = (id: string) => store.file(id);
    const now = (): string => this.#time();
    const { about } = message;
    const file = { text: message.factory, file: about.file };
    const run = new ChatRun(
      { message, answerer, store, now, before, warn },
      { turns, file, about, attached },
    );
    this.#runs.set(message.id, run);
    void run.ended.then(() => this.#runs.delete(message.id));
  }

  async #resume(message: KeptMessage): Promise<void> {
    const before = await this.#parts.store.events(message.id, 0);
    const answerer = this.#parts.answerers().find(({ facts }) => facts.id === message.model);
    await this.#begin(message, answerer ?? GONE, before);
  }

  async #withEvents({ messages }: KeptChat): Promise<readonly ChatMessage[]> {
    return Promise.all(
      messages.map(async ({ chat: _, factory: __, ...message }) => ({
        ...message,
        events: message.role === 'person' ? [] : await this.#eventsOf(message.id),
      })),
    );
  }

  async #eventsOf(message: string): Promise<readonly ChatEvent[]> {
    return this.#runs.get(message)?.after(0) ?? (await this.#parts.store.events(message, 0));
  }

  #runningIn(chat: string): number {
    return [...this.#runs.values()].filter(
      ({ message, isOver }) => !isOver && message.chat === chat,
    ).length;
  }

  #time(): string {
    return new Date(this.#parts.now()).toISOString();
  }
}

/** Reads the events of one answer at its own pace. */
export interface ChatReader {
  /** Those that have come since it was called last. */
  readonly next: () => readonly ChatEvent[];
  /** Whether no more will come. */
  readonly isOver: () => boolean;
  /** Calls the listener when there may be more, until what this returns is called. */
  readonly listen: (listener: () => void) => () => void;
}

function readerOf(run: ChatRun, after: number): ChatReader {
  let place = after;
  return {
    next: () => {
      const events = run.after(place);
      place += events.length;
      return events;
    },
    isOver: () => run.isOver,
    listen: (listener) => run.listen(listener),
  };
}

/** In the place of what answered before the server ended, and no longer does. */
const GONE: Answerer = {
  facts: { id: '', about: '', goesTo: '', price: '', sees: false },
  isRepeatable: false,
  async *answer() {
    yield { kind: 'interrupted', message: 'What was to answer this is not there any more.' };
  },
};

function answerTo(question: KeptMessage, { facts }: Answerer, at: string): KeptMessage {
  const { id: parent, chat, about, factory } = question;
  return {
    id: newId('msg'),
    chat,
    parent,
    role: 'assistant',
    at,
    text: '',
    model: facts.id,
    about,
    factory,
    files: [],
  };
}

function isAnswer(id: string) {
  return (message: KeptMessage): boolean => message.id === id && message.role === 'assistant';
}

function noFile(): Result<never> {
  return failed({ code: 'chat.file', message: 'There is no such file to ask about.' });
}

function unseen({ name }: Attachment, model: string): Result<never> {
  return failed({
    code: 'chat.picture',
    message: `${model} cannot see pictures, and ${name} is one: choose another to answer, or attach the source of the diagram (SVG, Mermaid, DOT, draw.io).`,
  });
}

function titleOf(question: string): string {
  const line = question.replace(/\s+/g, ' ').trim();
  if (line.length <= TITLE) return line;
  return `${line.slice(0, TITLE).replace(/\s+\S*$/, '')}…`;
}

function newId(kind: 'chat' | 'msg' | 'file'): string {
  return `${kind}_${randomBytes(12).toString('hex')}`;
}

/** What stays on this machine needs nobody's leave. */
function mayReceive({ facts }: Answerer, allowed: string | undefined): boolean {
  return facts.goesTo === '' || facts.goesTo === allowed;
}

function needsConsent({ facts }: Answerer): Result<never> {
  const message = `${facts.goesTo} would receive the conversation: allow that first.`;
  return failed({ code: 'chat.consent', message });
}

function unknown(id: string): Result<never> {
  return failed({
    code: 'chat.unknown',
    message: `There is no chat ${id}; it may have been deleted.`,
  });
}

function noMessage(): Result<never> {
  return failed({ code: 'chat.message', message: 'The chat has no such answer.' });
}
