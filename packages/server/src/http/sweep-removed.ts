import type { PeopleOf } from '../people/index.ts';
import type { LaterAssistant } from './chat-routes.ts';

/** How often it is looked whether a command or a page removed somebody, ms. */
const OFTEN_MS = 1000;

/**
 * Deletes the chats of people who were removed: only the server that has the chats can, and a command may have removed them. What
 * fails is tried again. Returns what ends it.
 */
export function sweepRemoved(accounts: PeopleOf, assistant: LaterAssistant): () => Promise<void> {
  let sweeping: Promise<void> | undefined;
  const sweep = async (): Promise<void> => {
    const people = accounts.all();
    for (const id of people?.removed() ?? []) {
      await (await assistant.open()).remove(id);
      people?.forget(id);
    }
  };
  const timer = setInterval(() => {
    sweeping ??= sweep()
      // Chats that cannot be opened here are said by whoever is asked for them.
      .catch(() => {})
      .finally(() => {
        sweeping = undefined;
      });
  }, OFTEN_MS).unref();
  return async () => {
    clearInterval(timer);
    await sweeping;
  };
}
