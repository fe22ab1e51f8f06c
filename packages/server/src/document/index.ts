export { type DocumentOptions, type DocumentState, FactoryDocument } from './document.ts';
export { type Kept, replaceFile, type Written } from './on-disk.ts';
