import { parseBytes } from './bytes.ts';
import { FIRST_BYTE, FIRST_MERGE, type Merge } from './learn.ts';
import { Tokenizer } from './tokenizer.ts';

/**
 * Reads a tokenizer.json that `toFile` wrote. Throws for any other: ids of bytes and merges stand at fixed places here.
 */
export function readTokenizer(text: string): Tokenizer {
  const { vocab, merges } = modelOf(JSON.parse(text));
  const tokens = new Map(Object.entries(vocab));
  const parsed = merges.map((line, rank): Merge => {
    const [left, right, ...rest] = line.split(' ').map((name) => tokens.get(name));
    if (left === undefined || right === undefined || rest.length > 0)
      throw new Error(`merge ${rank} is no pair of known tokens`);
    if (Math.max(left, right) >= FIRST_MERGE + rank)
      throw new Error(`merge ${rank} uses a token that comes later`);
    return [left, right];
  });
  const tokenizer = new Tokenizer(parsed);
  for (const [name, token] of tokens) checkPlace(tokenizer, name, token);
  if (tokens.size !== tokenizer.size)
    throw new Error(`has ${tokens.size} tokens for ${merges.length} merges`);
  return tokenizer;
}

function checkPlace(tokenizer: Tokenizer, name: string, token: number): void {
  if (token < FIRST_BYTE || token >= tokenizer.size) return;
  const expected = tokenizer.bytesOf(token);
  const bytes = parseBytes(name);
  const same =
    bytes?.length === expected.length && bytes.every((byte, at) => byte === expected[at]);
  if (!same) throw new Error(`token ${token} is not the one that its merges make`);
}

function modelOf(file: unknown): { vocab: Record<string, number>; merges: string[] } {
  const model = isRecord(file) ? file['model'] : undefined;
  if (!isRecord(model)) throw new Error('has no model');
  const { vocab, merges } = model;
  if (!isNumbers(vocab) || !isStrings(merges)) throw new Error('has no vocabulary with its merges');
  return { vocab, merges };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isNumbers(value: unknown): value is Record<string, number> {
  return isRecord(value) && Object.values(value).every((entry) => typeof entry === 'number');
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}
