export { readTokenizer } from './file.ts';
export { END_OF_TEXT, FIRST_MERGE, learnMerges } from './learn.ts';
export { Tokenizer } from './tokenizer.ts';
