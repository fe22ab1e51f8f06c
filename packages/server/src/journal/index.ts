export { type Copied, copyJournals } from './copy.ts';
export { type OpenOptions, openStore, type StorePlace } from './open.ts';
export { type Resumption, releaseHold, resume } from './resume.ts';
export { RunJournal, type RunJournalOptions } from './run-journal.ts';
export { readSqlite } from './sqlite/open.ts';
export * from './store.ts';
export type { StoreReader } from './write.ts';
