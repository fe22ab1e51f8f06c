import { Notebook } from '@gigafactory/core/base';
import { describe, expect, it } from 'vitest';
import { paintFor } from '../text/paint.ts';
import { closureOf, showDerivation, WHOLE } from './derivation.ts';

const plainPaint = paintFor({ isColoured: false, width: 100 });

import { similarPaths } from '@gigafactory/core/plan';
import { childrenOf } from './figures.ts';

const SOURCE = { title: 'Data sheet', locator: 'p. 2', url: 'https://example.org/x' };

function powerNotes() {
  const book = new Notebook();
  book.know('factory.fleet.nodes', 'Nodes', {
    value: 100,
    unit: 'node',
    provenance: 'given',
    at: { line: 3, column: 10 },
  });
  book.know('factory.node.power', 'Power of a node', {
    value: 10_200,
    unit: 'W',
    provenance: 'datasheet',
    source: SOURCE,
    asOf: '2024-05-01',
    range: [9000, 10_200],
  });
  book.know('factory.site.pue', 'PUE', {
    value: 1.3,
    unit: '1',
    provenance: 'assumed',
    reason: 'A usual value.',
  });
  book.derive('power.it', {
    label: 'IT power',
    unit: 'MW',
    value: 1_020_000,
    formula: 'nodes * power',
    inputs: { nodes: 'factory.fleet.nodes', power: 'factory.node.power' },
  });
  book.derive('power.overhead', {
    label: 'Overhead',
    unit: 'MW',
    value: 306_000,
    formula: 'it * (pue - 1)',
    inputs: { it: 'power.it', pue: 'factory.site.pue' },
  });
  book.derive('power.facility', {
    label: 'Facility power',
    unit: 'MW',
    value: 1_326_000,
    formula: 'it + overhead',
    inputs: { it: 'power.it', overhead: 'power.overhead' },
  });
  return book.toNotes();
}

describe('showDerivation', () => {
  it('draws what is shared once, down to the sources', () => {
    const lines = showDerivation(powerNotes(), 'power.facility', WHOLE, plainPaint);
    expect(lines).toEqual([
      '1.33 MW  Facility power  power.facility',
      '│ = it + overhead',
      '├─ it = 1.02 MW  IT power  power.it',
      '│  │ = nodes * power',
      '│  ├─ nodes = 100 nodes  Nodes  factory.fleet.nodes',
      '│  │    given, line 3 of the file',
      '│  └─ power = 10.2 kW  Power of a node  factory.node.power',
      '│       datasheet',
      '│       source: Data sheet, p. 2, as of 2024-05-01, https://example.org/x',
      '│       between 9 kW and 10.2 kW',
      '└─ overhead = 306 kW  Overhead  power.overhead',
      '   │ = it * (pue - 1)',
      '   ├─ it = 1.02 MW  IT power  power.it (see above)',
      '   └─ pue = 1.3  PUE  factory.site.pue',
      '        assumed',
      '        A usual value.',
    ]);
  });

  it('stops at the depth', () => {
    expect(showDerivation(powerNotes(), 'power.facility', 0, plainPaint)).toEqual([
      '1.33 MW  Facility power  power.facility',
      '  from it, overhead',
    ]);
  });
});

describe('closureOf', () => {
  it('is all that the figure rests on, to the depth', () => {
    const notes = powerNotes();
    const whole = closureOf(notes, 'power.facility', WHOLE);
    expect(Object.keys(whole).sort()).toEqual(Object.keys(notes).sort());
    expect(Object.keys(closureOf(notes, 'power.facility', 0))).toEqual(['power.facility']);
    expect(Object.keys(closureOf(notes, 'power.it', WHOLE))).not.toContain('power.facility');
  });
});

describe('childrenOf', () => {
  it('lists one step down, with what lies further below', () => {
    const notes = powerNotes();
    expect(childrenOf(notes, '').map(({ path, below }) => [path, below])).toEqual([
      ['factory', 3],
      ['power', 3],
    ]);
    expect(childrenOf(notes, 'factory.site')).toEqual([
      { path: 'factory.site.pue', label: 'PUE', value: 1.3, unit: '1', below: 0 },
    ]);
    expect(childrenOf(notes, 'factory.si')).toEqual([]);
  });
});

describe('similarPaths', () => {
  it('finds by the end and by the spelling', () => {
    expect(similarPaths(powerNotes(), 'PUE')).toEqual(['factory.site.pue']);
    expect(similarPaths(powerNotes(), 'power.facilty')).toEqual(['power.facility']);
    expect(similarPaths(powerNotes(), 'zzz')).toEqual([]);
  });
});
