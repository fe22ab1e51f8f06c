import { describe, expect, it } from 'vitest';
import type { TwinEvent } from '../../api/types.ts';
import { countGroups, FIRST_FILTER, filterEvents } from './groups.ts';

function event(kind: TwinEvent['kind'], run?: string, text = ''): TwinEvent {
  return { time: 0, kind, text, ...(run === undefined ? {} : { run }) };
}

const EVENTS = [
  event('start', 'a'),
  event('failure', 'a', 'GPU on node 7'),
  event('failure', 'b', 'GPU on node 9'),
  event('repaired', undefined, 'Node 7 is repaired'),
  event('checkpoint', 'a'),
  event('end', 'a'),
];

describe('filterEvents', () => {
  it('leaves checkpoints out at first, and never the ends', () => {
    const kinds = filterEvents(EVENTS, FIRST_FILTER).map(({ kind }) => kind);
    expect(kinds).toEqual(['start', 'failure', 'failure', 'repaired', 'end']);
    expect(filterEvents(EVENTS, { groups: new Set() }).map(({ kind }) => kind)).toEqual([
      'start',
      'end',
    ]);
  });

  it('keeps what is about the fleet when one run is asked for', () => {
    const texts = filterEvents(EVENTS, { ...FIRST_FILTER, run: 'b' }).map(({ text }) => text);
    expect(texts).toEqual(['GPU on node 9', 'Node 7 is repaired']);
  });

  it('finds words, whatever their case', () => {
    expect(filterEvents(EVENTS, { ...FIRST_FILTER, text: ' NODE 7 ' })).toHaveLength(2);
  });
});

describe('countGroups', () => {
  it('counts every event with a group once', () => {
    expect(countGroups(EVENTS)).toEqual({
      failures: 2,
      decisions: 0,
      recovery: 1,
      planned: 0,
      checkpoints: 1,
    });
  });
});
