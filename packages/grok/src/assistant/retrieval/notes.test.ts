import { dispatch } from '@gigafactory/core/api';
import type { Notes } from '@gigafactory/core/base';
import { describe, expect, it } from 'vitest';
import { passageOfNote, passagesBelow, passagesOfNotes } from './notes.ts';

const planned = dispatch('plan', {
  text: 'gigafactory: 1\nhardware: { gpu: h100-sxm }\nfleet: { gpus: 64 }\nsite: { pue: 1.2 }\n',
});
if (!planned.ok) throw new Error(planned.problems[0]?.message);
const notes: Notes = planned.value.notes;

describe('notes as passages', () => {
  it('are those that say why, or by whom, word for word', () => {
    const passages = passagesOfNotes(notes);
    expect(passages.length).toBeGreaterThan(20);
    for (const { path, text } of passages) {
      const { reason, sources = [], formula } = notes[path ?? '']!;
      expect(reason !== undefined || sources.length > 0).toBe(true);
      for (const words of [reason, formula, ...sources.map(({ title }) => title)])
        if (words !== undefined) expect(text).toContain(words);
    }
    expect(passageOfNote(notes['power.facility']!)).toBeUndefined();
  });

  it('are found below a figure, the nearest first, and never its own', () => {
    const below = passagesBelow(notes, 'power.facility', 3);
    expect(below).toHaveLength(3);
    expect(below.map(({ path }) => path)).not.toContain('power.facility');
    expect(passagesBelow(notes, 'power.facility', 1)).toEqual(below.slice(0, 1));
    expect(passagesBelow(notes, 'nothing', 3)).toEqual([]);
    expect(passagesBelow(notes, 'constructor', 3)).toEqual([]);
  });
});
