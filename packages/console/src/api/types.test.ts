import { describe, expect, it } from 'vitest';
import type { QuestionOf } from './types.ts';

const TABLE = {
  plan: { kind: 'question' },
  watch: { kind: 'stream' },
  stop: { kind: 'order' },
} as const;

describe('what the workers can be asked', () => {
  it('is the questions of a contract, and no stream or order', () => {
    // Compiles only while the type names exactly these.
    const questions: Readonly<Record<QuestionOf<typeof TABLE>, true>> = { plan: true };
    const named = Object.entries(TABLE).filter(([, { kind }]) => kind === 'question');
    expect(Object.keys(questions)).toEqual(named.map(([name]) => name));
  });
});
