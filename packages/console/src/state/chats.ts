import type {
  AnswererList,
  Asked,
  AskOrder,
  Chat,
  ChatEvent,
  ChatList,
  ChatMessage,
  RegenerateOrder,
} from '@gigafactory/core/api';
import { isAnswerOver } from '@gigafactory/core/api';
import { useEffect, useState } from 'react';
import {
  askControl,
  type ControlAnswer,
  type ControlFault,
  giveOrder,
  ofChat,
  request,
} from '../api/control/client.ts';
import { type Connection, follow } from '../api/control/follow.ts';
import type { Known } from '../api/questions.ts';
import { useQuestion } from '../api/useQuestion.ts';
import { askAgain, useWatched, type Watched } from './control.ts';

/** Chats change when somebody asks, here or in another tab, ms. */
const OFTEN = 15_000;
/** How often a page shows what has come of an answer, ms. */
const SHOWN_EVERY = 40;

/** The chats of the state folder; with words, those in which they are found. */
export function useChats(words: string): Watched<ChatList> {
  const search = words.trim();
  return useWatched<ChatList>(
    `/chats${search === '' ? '' : `?search=${encodeURIComponent(search)}`}`,
    OFTEN,
  );
}

export function useAnswerers(): Watched<AnswererList> {
  return useWatched<AnswererList>('/chats/answerers', OFTEN);
}

export function useChat(id: string): Watched<Chat> {
  return useWatched<Chat>(ofChat(id), OFTEN);
}

/** Asks; the answer is written on the server, whatever this page does. */
export function askChat(order: AskOrder): Promise<ControlAnswer<Asked>> {
  return change('/chats/ask', order);
}

export function regenerate(chat: string, order: RegenerateOrder): Promise<ControlAnswer<Asked>> {
  return change(ofChat(chat, 'regenerate'), order);
}

export function stopAnswer(chat: string, message: string): Promise<ControlAnswer<object>> {
  return change(ofChat(chat, 'stop'), { message });
}

/** Shows the branch that ends with a message. */
export function showBranch(chat: string, message: string): Promise<ControlAnswer<object>> {
  return change(ofChat(chat, 'show'), { message });
}

export function renameChat(chat: string, title: string): Promise<ControlAnswer<object>> {
  return change(ofChat(chat, 'rename'), { title });
}

export function deleteChat(chat: string): Promise<ControlAnswer<object>> {
  return change(ofChat(chat, 'delete'), {});
}

/** The text of an exported chat. */
export async function exportChat(
  chat: string,
  as: 'markdown' | 'json',
): Promise<ControlAnswer<string>> {
  const asked = await request(ofChat(chat, 'export'), { query: { as } });
  return asked.ok ? { ok: true, value: await asked.value.text() } : asked;
}

interface AskedFactory {
  readonly text: string;
  readonly file: string;
}

/** What a message is about. */
export function useAskedFactory(chat: string, message: string): Known<AskedFactory> {
  const path = ofChat(chat, `messages/${message}/factory`);
  return useQuestion(['asked about', path], async (signal) => {
    const asked = await askControl<AskedFactory>(path, signal);
    if (!asked.ok) throw new Error(asked.fault.message);
    return asked.value;
  });
}

async function change<Answer>(path: string, order: object): Promise<ControlAnswer<Answer>> {
  const given = await giveOrder<Answer>(path, order);
  askAgain();
  return given;
}

/** An answer as far as it is written, and how this page stands to the rest. */
export interface LiveAnswer {
  readonly events: readonly ChatEvent[];
  readonly isOver: boolean;
  readonly fault: ControlFault | undefined;
}

/** Follows an answer to its end, over lost connections and restarts of the server. */
export function useAnswer(chat: string, { id, events: known }: ChatMessage): LiveAnswer {
  const [heard, setHeard] = useState<readonly ChatEvent[]>(known);
  const [connection, setConnection] = useState<Connection>({ state: 'connecting' });
  const isKnown = isAnswerOver(known);
  useEffect(() => {
    if (isKnown) return;
    const leave = new AbortController();
    const events: ChatEvent[] = [];
    let timer = 0;
    const show = (): void => {
      timer = 0;
      setHeard([...events]);
      if (isAnswerOver(events)) askAgain();
    };
    void follow<ChatEvent>({
      path: ofChat(chat, `messages/${id}/events`),
      take: (entries) => {
        events.push(...entries);
        timer ||= window.setTimeout(show, SHOWN_EVERY);
      },
      tell: setConnection,
      isOver: () => isAnswerOver(events),
      signal: leave.signal,
    });
    return () => {
      leave.abort();
      window.clearTimeout(timer);
    };
  }, [chat, id, isKnown]);
  const events = heard.length > known.length ? heard : known;
  return {
    events,
    isOver: isAnswerOver(events),
    fault: connection.state === 'stale' ? connection.fault : undefined,
  };
}
