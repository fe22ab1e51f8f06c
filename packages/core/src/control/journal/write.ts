import { PROGRAM_VERSION } from '../../base/index.ts';
import type { Command, SupervisorEvent } from '../protocol/index.ts';
import { type HeaderOfDecisions, JOURNAL_FORMAT, JOURNAL_VERSION } from './format.ts';

/** A header but for what follows from the program that writes it. */
export type JournalStart = Omit<HeaderOfDecisions, 'format' | 'version' | 'program'>;

/** The first line of a journal that this program writes; like every line with its end. */
export function headerLine(start: JournalStart): string {
  const head = { format: JOURNAL_FORMAT, version: JOURNAL_VERSION, program: PROGRAM_VERSION };
  return lineOf({ ...head, ...start });
}

/** To be written before the supervisor hears the event, so that no decision outlives its reason. */
export function eventLine(event: SupervisorEvent): string {
  return lineOf(event);
}

/** The answer to the event before it, also an empty one; to be written before an engine gets a command. */
export function commandsLine(commands: readonly Command[]): string {
  return lineOf({ commands });
}

function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
