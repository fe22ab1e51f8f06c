export { type FeedReport, type Gathered, type Gathering, gather } from './gather.ts';
export type { Citation, Item } from './item.ts';
export { type Digest, type Flag, newsOf, type Story } from './news.ts';
export type { CitedSentence } from './story/extract.ts';
export type { Embed } from './story/group.ts';
