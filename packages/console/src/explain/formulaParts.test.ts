import { describe, expect, it } from 'vitest';
import { formulaParts } from './formulaParts.ts';

const shown = (formula: string) =>
  formulaParts(formula)
    .map((part) => part.text)
    .join('');
const names = (formula: string) =>
  formulaParts(formula)
    .filter((part) => part.kind === 'name')
    .map((part) => part.text);

describe('formulaParts', () => {
  it('keeps what it cannot read instead of losing it', () => {
    expect(shown('a * ?b')).toBe('a × ?b');
    expect(formulaParts('')).toEqual([]);
  });

  it('tells names from functions and numbers', () => {
    expect(names('ceil(gpus / 8) + max(a, b)')).toEqual(['gpus', 'a', 'b']);
  });

  it('takes dots and inner dashes as parts of a name, and a spaced dash as a minus', () => {
    expect(names('training.grok-3.flop - reserve')).toEqual(['training.grok-3.flop', 'reserve']);
  });

  it('sets operators as a reader expects them', () => {
    expect(shown('6*n*d')).toBe('6 × n × d');
    expect(shown('if(a<=b, a - b, 2.5e-3)')).toBe('if(a ≤ b, a − b, 2.5e-3)');
  });
});
