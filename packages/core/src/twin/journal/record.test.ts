import { describe, expect, it } from 'vitest';
import { retrace } from '../../control/index.ts';
import { readJournal, supervisorOf } from '../../control/journal/index.ts';
import { drawSimCase } from '../sim/index.ts';
import { liveOnce } from '../simulate.ts';
import { recordJournal } from './record.ts';

const SEEDS = Array.from({ length: 20 }, (_, seed) => 4000 + seed);

describe('recordJournal', () => {
  it.each(SEEDS)(
    'writes what can be read and decided again to the same commands, seed %i',
    (seed) => {
      const { scenario } = drawSimCase(seed);
      const read = readJournal(recordJournal(scenario, seed));
      if (!read.ok) throw new Error(read.problems[0]!.message);
      const { header, entries, notes, horizon } = read.value;
      if (header.version === 1) throw new Error('written as format 1');
      expect(notes).toEqual([]);
      expect(horizon).toBe(scenario.horizon);
      const { same, departure, state } = retrace(supervisorOf(header), entries);
      expect(departure).toBeUndefined();
      expect(same).toBe(entries.length);
      const { runs } = liveOnce(scenario, seed, 0);
      const outcomes = state.runs.map(({ phase }) =>
        phase === 'finished' || phase === 'failed' ? phase : 'running',
      );
      expect(outcomes).toEqual(runs.map(({ outcome }) => outcome));
    },
  );
});
