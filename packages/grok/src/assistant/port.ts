import type { Notes } from '@gigafactory/core/base';
import type {
  Answerer as AnswererFacts,
  Attachment,
  ChatAbout,
  ChatEvent,
  ChatPiece,
  ChatSummary,
} from '@gigafactory/core/chats';
import type { AskedFile } from '../skill/index.ts';

/** A message as it is kept. */
export interface KeptMessage {
  readonly id: string;
  readonly chat: string;
  readonly parent: string | null;
  readonly role: 'person' | 'assistant';
  /** RFC 3339, UTC. */
  readonly at: string;
  /** Of a person; empty of the assistant. */
  readonly text: string;
  /** Empty of a person. */
  readonly model: string;
  readonly about: ChatAbout;
  /** What it is about; kept once, however many messages are about it. */
  readonly factory: string;
  /** What a person attached. */
  readonly files: readonly Attachment[];
}

/** An attached file with what is in it: a diagram as UTF-8, a picture as PNG. */
export interface KeptFile extends Attachment {
  readonly content: Uint8Array;
}

export interface KeptChat extends Omit<ChatSummary, 'running' | 'found'> {
  readonly leaf: string;
  /** The oldest first. */
  readonly messages: readonly KeptMessage[];
}

export type ChatRow = Omit<ChatSummary, 'running'>;

/**
 * Where the chats of one owner are kept: those of others do not exist for it. What resolves is durable; what is removed is gone, not only out of sight. Rejects where the disk does
 * not take it.
 */
export interface ChatStore {
  /** The newest first; with words, those that have all of them. */
  list(words?: string): Promise<readonly ChatRow[]>;
  find(chat: string): Promise<KeptChat | undefined>;
  /** Answers that have not ended. */
  unfinished(): Promise<readonly KeptMessage[]>;
  /** Adds messages, the last of which is shown from then on; the chat is made if it is new. */
  add(
    chat: { readonly id: string; readonly title: string },
    messages: readonly KeptMessage[],
  ): Promise<void>;
  /** After an offset; all with 0. */
  events(message: string, after: number): Promise<readonly ChatEvent[]>;
  append(message: string, events: readonly ChatEvent[], at: string): Promise<void>;
  rename(chat: string, title: string): Promise<void>;
  show(chat: string, leaf: string): Promise<void>;
  /** Keeps a file that no message has yet. */
  keepFile(file: KeptFile, at: string): Promise<void>;
  file(id: string): Promise<KeptFile | undefined>;
  /** Forgets a file unless a message has it; returns whether it did. */
  removeFile(id: string): Promise<boolean>;
  /** Forgets all that no message has and that was sent before a time, RFC 3339. */
  removeLeftFiles(before: string): Promise<void>;
  remove(chat: string): Promise<void>;
  /** Forgets all chats and files. */
  removeAll(): Promise<void>;
  /** Makes durable what waits to be, and leaves no copy of it in a log. */
  flush(): Promise<void>;
}

/** Where the chats of all people are kept, each for its owner alone. */
export interface ChatFile {
  /** @param owner id of a person; empty for whoever has the token of the state folder */
  of(owner: string): ChatStore;
  /** Owners of answers that have not ended. */
  unfinished(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** What an answerer is asked. */
export interface AnswerRequest {
  /** The branch, the oldest first; it ends with the question. */
  readonly turns: readonly AnswerTurn[];
  readonly file: AskedFile;
  readonly about: ChatAbout;
  /** An attached file of one of the turns. */
  readonly attached: (id: string) => Promise<KeptFile | undefined>;
}

export interface AnswerTurn {
  readonly role: 'person' | 'assistant';
  readonly text: string;
  readonly files: readonly Attachment[];
  /** Of an earlier answer. */
  readonly events: readonly ChatEvent[];
}

/** Something that answers. */
export interface Answerer {
  readonly facts: AnswererFacts;
  /** Whether the same request gives the same pieces again, so that an answer that was cut off is computed again and goes on. */
  readonly isRepeatable: boolean;
  /** The pieces of an answer; the last one is an end. Throws only for bugs, and stops when the signal aborts. */
  answer(request: AnswerRequest, signal: AbortSignal): AsyncIterable<ChatPiece>;
}

/** A passage under one heading of a document. */
export interface Passage {
  readonly id: string;
  readonly document: string;
  readonly heading: string;
  /** As it stands in the document. */
  readonly text: string;
  /** Of the figure whose note it is; absent of a document. */
  readonly path?: string;
}

/** What is found by meaning. */
export interface Passages {
  /** The nearest first; none that is not near. `problem` says why nothing can be found at all. */
  find(
    question: string,
    /** Of the plan that the question is about, where they may answer it. */
    notes?: Notes,
  ): Promise<{ readonly found: readonly Passage[]; readonly problem?: string }>;
}
