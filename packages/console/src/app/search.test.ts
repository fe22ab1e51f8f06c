import { describe, expect, it } from 'vitest';
import { searchTargets } from './search.ts';

const targets = [
  { key: '1', title: 'Design', detail: 'Fabric, power, money' },
  { key: '2', title: 'Facility power', detail: 'power.facility' },
  { key: '3', title: 'Power of the nodes', detail: 'power.nodes' },
  { key: '4', title: 'Empowered', detail: '' },
];
const found = (query: string, most = 9) =>
  searchTargets(targets, query, most).map(({ key }) => key);

describe('searchTargets', () => {
  it('finds nothing that lacks a word', () => {
    expect(found('power xyz')).toEqual([]);
  });

  it('puts the start of a title before its middle, and a title before a detail', () => {
    expect(found('power')).toEqual(['3', '2', '4', '1']);
  });

  it('wants every word, in any order and case', () => {
    expect(found('NODES pow')).toEqual(['3']);
  });

  it('shows everything for no query, up to the limit', () => {
    expect(found('', 2)).toEqual(['1', '2']);
  });

  const wide = [
    { key: 'mfu', title: 'MFU', detail: 'training.a.mfu', rank: 2 },
    { key: 'group', title: 'GPUs of the group', detail: 'training.a.overlap.gpus' },
    { key: 'gpus', title: 'GPUs', detail: 'fleet.gpus', rank: 2 },
    { key: 'use', title: 'Utilisation of links', detail: 'fabric.use' },
    { key: 'report', title: 'Report (HTML)', detail: 'One page', words: ['pdf', 'export'] },
    { key: 'theme', title: 'Use the dark theme', detail: '' },
  ];
  it.each([
    ['how many gpus', 'gpus'],
    ['What is the utilization?', 'mfu'],
    ['utilization of links', 'use'],
    ['export', 'report'],
    ['send', 'report'],
    ['night', 'theme'],
    ['accelerators', 'gpus'],
  ])('finds by %j what is meant', (query, key) => {
    expect(searchTargets(wide, query, 9)[0]?.key).toBe(key);
  });

  it('takes a question of empty words by its letters', () => {
    expect(searchTargets(wide, 'the', 9).map(({ key }) => key)).toEqual(['group', 'theme']);
  });
});
