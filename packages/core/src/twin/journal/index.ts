export { faultsOf, type JournalFaults } from './faults.ts';
export {
  JOURNAL_FORMAT,
  JOURNAL_VERSION,
  type Journal,
  type JournalEntry,
  type JournalHeader,
  type JournalRun,
} from './format.ts';
export { readJournal } from './read.ts';
export { recordJournal } from './record.ts';
export { type JournalScenario, journalScenario } from './scenario.ts';
export { type JournalOutcome, outcomeOf } from './then.ts';
