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
});
