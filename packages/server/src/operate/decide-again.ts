import { createSupervisor, step } from '@gigafactory/core/control';
import { readJournal, supervisorOf } from '@gigafactory/core/journal';
import type { Decision, SupervisorEvent } from '@gigafactory/core/protocol';
import { type JournalStore, textOf } from '../journal/index.ts';

/** An event with what was decided about it. */
export interface Decided {
  readonly event: SupervisorEvent;
  readonly decisions: readonly Decision[];
}

/**
 * The answered events of a journal after the first `told`, decided again for the reasons, which the journal
 * does not hold: those that a crash kept from being told.
 */
export async function* decideAgain(
  store: JournalStore,
  name: string,
  told: number,
): AsyncIterable<Decided> {
  const journal = readJournal(await textOf(store, name));
  if (!journal.ok || journal.value.header.version !== 2) return;
  let state = createSupervisor(supervisorOf(journal.value.header));
  for (const [index, { event, commands }] of journal.value.entries.entries()) {
    const isTold = index >= told;
    const result = step(state, event, { isTold });
    state = result.state;
    // Without an answer it has not been acted upon yet; it is told when it is.
    if (isTold && commands) yield { event, decisions: result.decisions };
  }
}
