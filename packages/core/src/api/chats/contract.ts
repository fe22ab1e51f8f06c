import { z } from 'zod';
import { time } from '../control-orders.ts';
import { factoryText } from '../inputs.ts';
import { ATTACHMENT_LIMITS } from './attachment-limits.ts';
import { type Attachment, attachment, fileId } from './attachments.ts';

/**
 * The contract of chats: conversations with the assistant, each answer of which is a run on the server, told as events with
 * offsets. The routes stand below `/control` and need the token of the state folder.
 */

/** Most characters of a question, and of a title. */
export const MOST_QUESTION = 16_000;
export const MOST_TITLE = 200;

const chatId = z.string().regex(/^chat_[0-9a-f]{24}$/, 'the id of a chat');
const messageId = z.string().regex(/^msg_[0-9a-f]{24}$/, 'the id of a message');
const path = z.string().min(1).max(300);
const edits = z.record(z.string(), z.string());

/** Whether a figure was planned, simulated or measured. */
const mark = z.enum(['planned', 'simulated', 'measured']);

const pieces = [
  z.strictObject({
    kind: z.literal('by'),
    model: z.string(),
    about: z.string().describe('What answers, in a sentence'),
  }),
  z.strictObject({ kind: z.literal('text'), delta: z.string().describe('Markdown') }),
  z.strictObject({
    kind: z.literal('call'),
    id: z.string(),
    name: z.string().describe('An operation of the contract, or a tool of the assistant'),
    arguments: z.record(z.string(), z.unknown()),
  }),
  z.strictObject({
    kind: z.literal('result'),
    call: z.string(),
    ok: z.boolean(),
    text: z.string().describe('What came of it, shortened'),
  }),
  z.strictObject({
    kind: z.literal('figure'),
    call: z.string(),
    path,
    label: z.string().optional().describe('What it is, in words; absent in old answers'),
    value: z.union([z.number(), z.string()]).describe('In its unit; a date as text'),
    unit: z.string(),
    mark,
  }),
  z.strictObject({
    kind: z.literal('chart'),
    call: z.string(),
    title: z.string(),
    unit: z.string().describe('It is best shown in'),
    over: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('names'), names: z.array(z.string()) }),
      z.strictObject({ kind: z.literal('time'), seconds: z.array(z.number()) }),
    ]),
    series: z
      .array(
        z.strictObject({
          label: z.string(),
          values: z.array(z.number().nullable()).describe('In SI; null where there is none'),
          ranges: z.array(z.array(z.number())).optional().describe('Least and most of each'),
        }),
      )
      .describe('As the operation of the call answered them'),
  }),
  z.strictObject({
    kind: z.literal('proposal'),
    call: z.string(),
    edits: edits.describe(
      'Changes of the factory file that were tried, by path; the figures of the call are with them',
    ),
  }),
  z.strictObject({
    kind: z.literal('order'),
    call: z.string(),
    command: z.string().describe('Only a person gives it'),
    does: z.string(),
  }),
  z.strictObject({
    kind: z.literal('citation'),
    call: z.string(),
    id: z.string(),
    document: z.string(),
    heading: z.string(),
    quote: z.string().describe('Word for word'),
    path: path.optional().describe('Of the figure whose note it is; absent of a document'),
  }),
  z.strictObject({
    kind: z.literal('diagram').describe('An attached diagram that was read'),
    call: z.string(),
    file: fileId,
    dot: z.string().optional().describe('Of a picture: the graph that a model saw in it'),
  }),
  z.strictObject({ kind: z.literal('removed'), count: z.int(), why: z.string() }),
  z.strictObject({
    kind: z.literal('end'),
    reason: z.enum(['done', 'stopped', 'length']),
    tokens: z.strictObject({ input: z.int(), output: z.int() }).optional(),
    cost: z.number().optional().describe('US dollars, where it has a price'),
  }),
  z.strictObject({ kind: z.literal('interrupted'), message: z.string() }),
  z.strictObject({ kind: z.literal('failed'), code: z.string(), message: z.string() }),
] as const;

/** A piece of an answer, before it has its place. */
export const chatPiece = z.discriminatedUnion('kind', pieces);

/** What the person looked at who asked. */
const about = z.strictObject({
  file: z.string().describe('Name of the factory file'),
  page: z.string().max(100).optional().describe('Title of the page'),
  figure: path.optional().describe('The figure whose derivation was open'),
});

const message = z.strictObject({
  id: messageId,
  parent: messageId.nullable(),
  role: z.enum(['person', 'assistant']),
  at: time,
  text: z.string().describe('Of a person; empty of the assistant, whose events tell it'),
  model: z.string().describe('Which answers; empty of a person'),
  about,
  files: z.array(attachment).describe('What a person attached'),
  events: z.array(z.looseObject({ kind: z.string(), offset: z.int() })),
});

const summary = z.strictObject({
  id: chatId,
  title: z.string(),
  created: time,
  changed: time,
  running: z.int().describe('Answers under way'),
  found: z.string().optional().describe('Where the words stand that were searched for'),
});

export const chat = summary.extend({
  leaf: messageId.describe('The last message of the branch that is shown'),
  messages: z.array(message).describe('The oldest first'),
});

/** What leaves this machine leaves it by a person's word, which the server asks for and not only the page. */
const allowed = z
  .string()
  .max(500)
  .optional()
  .describe('`goesTo` of what answers, where it is not empty: the person has allowed that');

export const askOrder = z.strictObject({
  chat: chatId.optional().describe('A new one when left out'),
  parent: messageId.nullable().default(null).describe('The answer that the question goes on from'),
  text: z.string().trim().min(1).max(MOST_QUESTION),
  model: z.string().max(200).optional().describe('Which answers; the first of them when left out'),
  allowed,
  factory: z.strictObject(factoryText).describe('What the question is about, as the page has it'),
  page: z.string().max(100).optional(),
  figure: path.optional(),
  files: z
    .array(fileId)
    .max(ATTACHMENT_LIMITS.files)
    .optional()
    .describe('What was sent before by `attach`'),
});

export const asked = z.strictObject({ chat: chatId, question: messageId, answer: messageId });

const answerer = z.strictObject({
  id: z.string(),
  about: z.string().describe('What it is, in a sentence'),
  goesTo: z
    .string()
    .describe('Who receives the conversation and what its tools say; empty: nobody, it stays here'),
  price: z.string().describe('In words; empty: it is free'),
  sees: z.boolean().describe('Whether it can be given pictures'),
});

export const chatMessageOrder = z.strictObject({ message: messageId });
export const renameOrder = z.strictObject({ title: z.string().trim().min(1).max(MOST_TITLE) });
export const regenerateOrder = z.strictObject({
  message: messageId,
  model: z.string().max(200).optional(),
  allowed,
});

export const chatList = z.strictObject({ chats: z.array(summary) });
export const answererList = z.strictObject({ answerers: z.array(answerer) });

export type ChatPiece = z.infer<typeof chatPiece>;
/** A piece in its place, counted from 1. */
export type ChatEvent = ChatPiece & { readonly offset: number };
export type ChatMark = z.infer<typeof mark>;
export type ChatAbout = z.infer<typeof about>;
export type ChatSummary = z.infer<typeof summary>;
export type ChatList = z.infer<typeof chatList>;
export type AskOrder = z.input<typeof askOrder>;
export type TakenAsk = z.output<typeof askOrder>;
export type RegenerateOrder = z.infer<typeof regenerateOrder>;
export type Asked = z.infer<typeof asked>;
export type Answerer = z.infer<typeof answerer>;
export type AnswererList = z.infer<typeof answererList>;
export type ChatMessage = Omit<z.infer<typeof message>, 'events' | 'files'> & {
  readonly files: readonly Attachment[];
  readonly events: readonly ChatEvent[];
};
export type Chat = Omit<z.infer<typeof chat>, 'messages'> & {
  readonly messages: readonly ChatMessage[];
};

/** The routes of chats below `/control`. */
export const CHAT_ROUTES = {
  /** `?search=words` finds in titles and messages. */
  list: { method: 'GET', path: '/chats', output: chatList },
  answerers: { method: 'GET', path: '/chats/answerers', output: answererList },
  ask: { method: 'POST', path: '/chats/ask', input: askOrder, output: asked },
  get: { method: 'GET', path: '/chats/:chat', output: chat },
  /**
   * The body is a file, `?name=` its name; what it is, its bytes say. It is kept for a day, and with the first question that
   * it is attached to for as long as its chat.
   */
  attach: { method: 'POST', path: '/chats/files', output: attachment },
  /** Takes back what was not asked about yet. */
  detach: { method: 'POST', path: '/chats/files/:file/delete' },
  /** A diagram as text, a picture as PNG. */
  file: { method: 'GET', path: '/chats/files/:file' },
  /** Another answer to the question that an answer was given to. */
  regenerate: {
    method: 'POST',
    path: '/chats/:chat/regenerate',
    input: regenerateOrder,
    output: asked,
  },
  stop: { method: 'POST', path: '/chats/:chat/stop', input: chatMessageOrder },
  /** Which branch is shown. */
  show: { method: 'POST', path: '/chats/:chat/show', input: chatMessageOrder },
  rename: { method: 'POST', path: '/chats/:chat/rename', input: renameOrder },
  remove: { method: 'POST', path: '/chats/:chat/delete' },
  /** Lines of JSON, one per event; `?after=OFFSET` goes on, `?follow=1` waits for more. */
  events: { method: 'GET', path: '/chats/:chat/messages/:message/events' },
  /** The factory file that a message is about, with edits and what stood beside it written in. */
  factory: { method: 'GET', path: '/chats/:chat/messages/:message/factory' },
  /** `?as=markdown` or `?as=json`. */
  export: { method: 'GET', path: '/chats/:chat/export' },
} as const;
