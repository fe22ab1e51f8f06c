export * from './format.ts';
export { readJournal } from './read.ts';
export * from './write.ts';
