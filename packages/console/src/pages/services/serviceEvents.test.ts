import type { RunEntry, ServiceDetail } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import { ServiceEvents } from './serviceEvents.ts';

const START = '2026-11-30T08:00:00.000Z';

function detailOf(service: string, unit: string): ServiceDetail {
  const unknown = {
    ...{ queue: null, running: null, kvUse: null, ttft: null, tokenTime: null },
    tokensPerSecond: null,
  };
  const counts = { priority: 0, least: 1, most: 1, wanted: 1, ready: 1, version: 1 };
  return {
    ...{ service, unit, state: 'active', kind: 'command', model: 'm', engine: 'local' },
    ...{ ...counts, ...unknown, startedAt: START, startedBy: 'ada', reason: '' },
    ...{ file: '', folder: '', replicas: [], versions: [], orders: [], history: [] },
  };
}

let offset = 0;

function noteOf(words: string, seconds = 1): RunEntry {
  const at = new Date(Date.parse(START) + 1000 * seconds).toISOString();
  return { offset: ++offset, at, kind: 'note', event: {}, words, decisions: [] };
}

function wanted(run: string): RunEntry {
  const event = { kind: 'requested', at: 2e6, run, attempt: 0, epoch: 0 };
  const decision = {
    ...{ kind: 'place', run, reason: `${run} has a node.`, inputs: {} },
    commands: [{ kind: 'place', add: [3], remove: [] }],
  };
  const entry = { offset: ++offset, at: START, kind: 'requested', event };
  return { ...entry, words: `${run} is wanted.`, decisions: [decision] };
}

function textsOf(events: ServiceEvents): string[] {
  return events.view().events.map(({ text }) => text);
}

describe('ServiceEvents', () => {
  it('leaves out what is about another service of the same supervisor', () => {
    const events = new ServiceEvents(detailOf('chat', 'chat+chat-2'));
    for (const run of ['chat.0', 'chat-2.0', 'chat.12']) events.add(wanted(run));
    for (const of of ['chat', 'chat-2.0', 'chat.1']) events.add(noteOf(`${of}: more.`, 3));
    events.add(noteOf('The disk is full.', 4));
    expect(textsOf(events)).toEqual([
      ...['chat.0 is wanted.', 'chat.0 has a node.', 'chat.12 is wanted.', 'chat.12 has a node.'],
      ...['chat: more.', 'chat.1: more.', 'The disk is full.'],
    ]);
    expect(events.view().events.map(({ run }) => run)).toEqual([
      ...['chat.0', 'chat.0', 'chat.12', 'chat.12', 'chat', 'chat.1', undefined],
    ]);
  });

  it('calls drained what is, and not what has long been well', () => {
    const events = new ServiceEvents(detailOf('chat', 'chat'));
    for (const kind of ['checkpointed', 'saved']) {
      const event = { kind, at: 3e6, run: 'chat.0', attempt: 1, epoch: 1, work: 0 };
      events.add({ offset: ++offset, at: START, kind, event, words: kind, decisions: [] });
    }
    expect(events.view().events.map(({ kind, text }) => [kind, text])).toEqual([
      ['note', 'checkpointed'],
      ['checkpoint', 'saved'],
    ]);
  });

  it('never goes back in time, and keeps all of a service that is alone', () => {
    const events = new ServiceEvents(detailOf('chat', 'chat'));
    events.add(wanted('chat.0'));
    events.add(noteOf('someone: a clock that went back.', 1));
    expect(events.view().events.map(({ time }) => time)).toEqual([2, 2, 2]);
  });

  it('forgets the oldest, and counts them', () => {
    const events = new ServiceEvents(detailOf('chat', 'chat'));
    for (let i = 0; i < 5_001; i++) events.add(noteOf(`${i}`));
    const { events: kept, before } = events.view();
    expect([kept.length, before, kept[0]?.text]).toEqual([4_000, 1_001, '1001']);
  });
});
