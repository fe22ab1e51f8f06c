import { describe, expect, it } from 'vitest';
import { Notebook } from '../base/index.ts';
import { bandwidthNote, type FabricTopology, networkReaches } from '../model/index.ts';
import { noteHardware } from './job.ts';
import { exampleText, factoryOf, planOf, wrongNotes } from './notes.fixture.ts';

const factory = factoryOf(exampleText('one-pod'));
const { topology } = planOf(factory).fabric;

describe('noteHardware', () => {
  it('explains the bandwidth of near and of far GPUs', () => {
    const [leaf, ...others] = topology.tiers;
    const tiers = [{ ...leaf!, reach: 32, oversubscription: 3 }, ...others];
    const narrow: FabricTopology = { ...topology, tiers };
    const book = new Notebook();
    book.within('factory').knowAll(factory);
    const fabric = book.within('fabric');
    fabric.find('oversubscription', 'chosen', { label: 'x', unit: '1', value: 3, reason: 'x' });
    noteHardware(factory, narrow, book);
    const notes = book.toNotes();
    expect(wrongNotes(notes)).toEqual([]);
    const network = networkReaches(narrow, 8, 50e9);
    for (const [gpus, bandwidth] of [
      [8, 50e9],
      [256, 50e9],
      [257, 50e9 / 3],
    ] as const) {
      expect(notes[bandwidthNote(network, gpus)]).toMatchObject({ value: bandwidth });
    }
  });
});
