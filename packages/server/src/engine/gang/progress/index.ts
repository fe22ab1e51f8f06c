import type { ProgressFormat } from '../options.ts';
import type { ProgressReader } from './format.ts';
import { readJsonLines } from './lines.ts';
import { readMegatron } from './megatron.ts';
import { readTorchTitan } from './torchtitan.ts';

const READERS: Readonly<Record<ProgressFormat, () => ProgressReader>> = {
  lines: readJsonLines,
  megatron: readMegatron,
  torchtitan: readTorchTitan,
};

/** A reader for the output of one rank. */
export function readerOf(format: ProgressFormat): ProgressReader {
  return READERS[format]();
}
