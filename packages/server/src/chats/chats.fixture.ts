import { dispatch } from '@gigafactory/core/api';
import type { ChatEvent, ChatPiece } from '@gigafactory/core/chats';
import {
  type Answerer,
  Assistant,
  type AssistantParts,
  Assistants,
  type Quota,
} from '@gigafactory/grok/assistant';
import { takeFile } from '../attachments/take.ts';
import { openChats } from './open.ts';

/** Where a question is asked from. */
export const FACTORY = { text: 'gigafactory: 1\n', file: 'factory.yaml' };

/** Answers with the pieces that the question gives: `say 3` has three pieces of text. */
export function counting(
  id: string,
  {
    isRepeatable = true,
    from = 0,
    goesTo = '',
    sees = false,
    wait = async (_place: number) => {},
  } = {},
): Answerer {
  return {
    facts: { id, about: 'It counts.', goesTo, price: '', sees },
    isRepeatable,
    async *answer({ turns }): AsyncGenerator<ChatPiece> {
      const text = turns.at(-1)?.text ?? '';
      const count = Number(/\d+/.exec(text)?.[0] ?? 1);
      for (let place = from; place < count; place++) {
        await wait(place);
        yield { kind: 'text', delta: `${place} ` };
      }
      yield { kind: 'end', reason: 'done' };
    },
  };
}

/** The assistant over the chats in a folder. */
export async function openAt(home: string, answerers: readonly Answerer[]): Promise<Assistant> {
  const file = openChats({ home });
  if (!file.ok) throw new Error(file.problems[0]?.message);
  const assistant = await Assistant.open({
    ...SHARED,
    store: file.value.of(''),
    answerers: () => answerers,
  });
  const close = assistant.close.bind(assistant);
  return Object.assign(assistant, {
    close: async () => {
      await close();
      await file.value.close();
    },
  });
}

/** The assistants of everybody over the chats in a folder. */
export async function openAllAt(
  home: string,
  answerers: readonly Answerer[],
  quota?: Quota,
): Promise<Assistants> {
  const file = openChats({ home });
  if (!file.ok) throw new Error(file.problems[0]?.message);
  const partsOf = (owner: string) => ({
    answerers: () => answerers,
    ...(quota && owner !== '' ? { quota } : {}),
  });
  return Assistants.open({ ...SHARED, file: file.value, partsOf });
}

const SHARED: Omit<AssistantParts, 'store' | 'answerers'> = {
  wholeText: async ({ text }) => ({ ok: true, value: text }),
  take: (bytes, name) =>
    takeFile(bytes, name, async (operation, input) => dispatch(operation, input)),
  now: Date.now,
  warn: (message) => {
    throw new Error(message);
  },
};

/** All events of an answer, once it is over. */
export async function eventsOf(
  assistant: Assistant,
  chat: string,
  answer: string,
): Promise<readonly ChatEvent[]> {
  const read = await assistant.events(chat, answer, 0);
  if (!read.ok) throw new Error(read.problems[0]?.message);
  const reader = read.value;
  const events: ChatEvent[] = [];
  for (;;) {
    const isLast = reader.isOver();
    events.push(...reader.next());
    if (isLast) return events;
    await new Promise<void>((resolve) => {
      const ignore = reader.listen(() => {
        ignore();
        resolve();
      });
      if (reader.isOver()) resolve();
    });
  }
}
