export { type Resumption, releaseHold, resume } from './resume.ts';
export { RunJournal, type RunJournalOptions } from './run-journal.ts';
export { type OpenOptions, openStore } from './sqlite/open.ts';
export * from './store.ts';
