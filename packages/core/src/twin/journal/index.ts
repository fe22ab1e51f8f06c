export { faultsOf, type JournalFaults } from './faults.ts';
export { recordJournal } from './record.ts';
export { type JournalScenario, journalScenario } from './scenario.ts';
export { type JournalOutcome, outcomeOf } from './then.ts';
