import type { ProgressFormat } from '../options.ts';
import type { ProgressReader } from './format.ts';
import { readJsonLines } from './lines.ts';

const READERS: Readonly<Record<ProgressFormat, () => ProgressReader>> = {
  lines: readJsonLines,
  megatron: readJsonLines,
  torchtitan: readJsonLines,
};

/** A reader for the output of one rank. */
export function readerOf(format: ProgressFormat): ProgressReader {
  return READERS[format]();
}
