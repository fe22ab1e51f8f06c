import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schedule } from './schedule.ts';

function shown(stages: number, microBatches: number, modelChunks: number, stage: number): string {
  const turns = schedule({ stages, ranks: 1, microBatches, modelChunks }, stage);
  return turns
    .map(({ backward, chunk, microBatch }) => {
      const letter = backward ? 'B' : 'F';
      return modelChunks === 1 ? `${letter}${microBatch}` : `${letter}${chunk}.${microBatch}`;
    })
    .join(' ');
}

describe('schedule', () => {
  it('warms up with as many forwards as there are stages behind', () => {
    expect(shown(3, 4, 1, 0)).toBe('F0 F1 F2 B0 F3 B1 B2 B3');
    expect(shown(3, 4, 1, 1)).toBe('F0 F1 B0 F2 B1 F3 B2 B3');
    expect(shown(3, 4, 1, 2)).toBe('F0 B0 F1 B1 F2 B2 F3 B3');
  });

  it('does all forwards first where there are few micro-batches', () => {
    expect(shown(8, 2, 1, 0)).toBe('F0 F1 B0 B1');
  });

  it('takes chunks in turn, backwards from the last', () => {
    expect(shown(2, 4, 2, 1)).toBe(
      'F0.0 F0.1 F1.0 B1.0 F1.1 B1.1 F0.2 B0.0 F0.3 B0.1 F1.2 B1.2 F1.3 B1.3 B0.2 B0.3',
    );
  });

  it('does each forward before its backward, once', () => {
    const size = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(size, size, size, fc.nat(), (stages, rounds, chunks, at) => {
        const modelChunks = stages === 1 ? 1 : chunks;
        const microBatches = rounds * stages;
        const shape = { stages, ranks: 1, microBatches, modelChunks };
        const turns = schedule(shape, at % stages);
        expect(turns).toHaveLength(2 * microBatches * modelChunks);
        const done = new Set<string>();
        for (const { backward, chunk, microBatch } of turns) {
          const name = `${chunk}.${microBatch}`;
          if (backward) expect(done.has(`F${name}`)).toBe(true);
          done.add(`${backward ? 'B' : 'F'}${name}`);
        }
        expect(done.size).toBe(turns.length);
      }),
    );
  });
});
