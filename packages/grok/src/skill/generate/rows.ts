import { END_OF_TEXT } from '@gigafactory/trainer/tokenizer';
import { promptOf } from '../see/see.ts';
import type { Lesson } from './example.ts';

/** A lesson as text: what the model is shown, and what it is to write. */
export function textOf(lesson: Lesson): { prompt: string; call: string } {
  return { prompt: promptOf(lesson.seen, lesson.before), call: lesson.call };
}

/** Lessons that are tried for the rest of a row, before it is filled up with ends. */
const TRIES = 3;
/** Lessons that a row draws from at most. */
const PER_ROW = 64;

/**
 * A row of `sequence` + 1 tokens with whole lessons. A token that is not to be foretold (the prompts', and what fills the
 * row up) is written as -1 - token.
 */
export function fillRow(
  row: number,
  sequence: number,
  encode: (text: string) => readonly number[],
  lesson: (number: number) => Lesson,
): Int32Array {
  const tokens = new Int32Array(sequence + 1).fill(-1 - END_OF_TEXT);
  let at = 0;
  let misses = 0;
  for (let number = row * PER_ROW; misses < TRIES && number < (row + 1) * PER_ROW; number++) {
    const next = tokensOf(encode, lesson(number));
    if (at + next.length > tokens.length) {
      misses++;
      continue;
    }
    tokens.set(next, at);
    at += next.length;
  }
  return tokens;
}

function tokensOf(encode: (text: string) => readonly number[], lesson: Lesson): number[] {
  const { prompt, call } = textOf(lesson);
  return [...encode(prompt).map((token) => -1 - token), ...encode(call), END_OF_TEXT];
}
