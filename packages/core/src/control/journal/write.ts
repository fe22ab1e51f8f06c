import { PROGRAM_VERSION } from '../../base/index.ts';
import type { Command, Micros, SupervisorEvent } from '../protocol/index.ts';
import { type HeaderOfDecisions, JOURNAL_FORMAT, JOURNAL_VERSION } from './format.ts';

/** A header without the fields that follow from the program that writes it. */
export type JournalStart = Omit<HeaderOfDecisions, 'format' | 'version' | 'program'>;

/** The first line of a journal written by this program; like every line, it ends with a newline. */
export function headerLine(start: JournalStart): string {
  const head = { format: JOURNAL_FORMAT, version: JOURNAL_VERSION, program: PROGRAM_VERSION };
  return lineOf({ ...head, ...start });
}

/** To be written before the supervisor hears the event, so that no decision is recorded without its cause. */
export function eventLine(event: SupervisorEvent): string {
  return lineOf(event);
}

/** The answer to the event before it, even if empty; to be written before an engine gets a command. */
export function commandsLine(commands: readonly Command[]): string {
  return lineOf({ commands });
}

/** The last line, once nothing more will be written: the journal is complete and covers the time until then. */
export function endLine(end: Micros): string {
  return lineOf({ end });
}

function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
