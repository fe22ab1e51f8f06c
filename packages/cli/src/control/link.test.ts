import type { ProgressEntry } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import { ioOf } from '../io.fixture.ts';
import { progressEntry } from './entries.fixture.ts';
import { Link } from './link.ts';
import { doorTo, fakePlane, Lost, runDetail } from './plane.fixture.ts';

/** A control plane that is lost after two entries. */
function dying() {
  const plane = fakePlane({ runs: [runDetail()] });
  return {
    ...plane,
    async *progress(_: string, { after = 0 }: { readonly after?: number }) {
      yield progressEntry(after + 1, 3);
      yield progressEntry(after + 2, 3);
      throw new Lost();
    },
  };
}

function followed(link: Link, signal = new AbortController().signal) {
  return link.follow<number, ProgressEntry>({
    open: (plane, after) =>
      plane.progress('grok-nano', { follow: true, ...(after === undefined ? {} : { after }) }),
    isOver: async () => true,
    signal,
  });
}

describe('a link', () => {
  it('gives up a control plane that is lost again and again', async () => {
    const plane = { ...fakePlane({ runs: [] }), state: () => Promise.reject(new Lost()) };
    const control = doorTo(plane);
    const link = new Link(ioOf({ control }), { pauseMs: 0 });
    await expect(link.ask((each) => each.state())).rejects.toThrow('/state/control.log says why');
    expect(control.starts).toBe(21);
  });

  it('hands on any other error', async () => {
    const plane = { ...fakePlane({ runs: [] }), state: () => Promise.reject(new Error('a bug')) };
    await expect(
      new Link(ioOf({ control: doorTo(plane) }), { pauseMs: 0 }).ask((each) => each.state()),
    ).rejects.toThrow('a bug');
  });

  it('asks again once the connection is lost', async () => {
    const lost = { ...fakePlane({ runs: [] }), state: () => Promise.reject(new Lost()) };
    const control = doorTo(lost, fakePlane({ runs: [runDetail()] }));
    const { runs } = await new Link(ioOf({ control }), { pauseMs: 0 }).ask((plane) =>
      plane.state(),
    );
    expect(runs).toHaveLength(1);
    expect(control.starts).toBe(2);
  });

  it('goes on with a stream after the last entry, without a gap or a repetition', async () => {
    const all = [1, 2, 3, 4, 5, 6].map((step) => progressEntry(step, 3));
    const last = fakePlane({ runs: [runDetail()], progress: all });
    const link = new Link(ioOf({ control: doorTo(dying(), dying(), last) }), { pauseMs: 0 });
    const steps: number[] = [];
    for await (const { step } of followed(link)) steps.push(step);
    expect(steps).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('opens a stream again that ended although more will come', async () => {
    const opened: unknown[] = [];
    const plane = fakePlane({
      runs: [runDetail()],
      progress: [progressEntry(1, 3)],
      onOpen: (_, after) => opened.push(after),
    });
    const link = new Link(ioOf({ control: doorTo(plane) }), { pauseMs: 0 });
    let asked = 0;
    const entries = link.follow<number, ProgressEntry>({
      open: (each, after) => each.progress('grok-nano', after === undefined ? {} : { after }),
      isOver: async () => ++asked === 3,
      signal: new AbortController().signal,
    });
    const steps: number[] = [];
    for await (const { step } of entries) steps.push(step);
    expect(steps).toEqual([1]);
    expect(opened).toEqual([undefined, 1, 1]);
  });

  it('ends a stream without an error when it is not wanted any more', async () => {
    const ended = new AbortController();
    const link = new Link(ioOf({ control: doorTo(dying()) }), { pauseMs: 0 });
    const steps: number[] = [];
    for await (const { step } of followed(link, ended.signal)) {
      steps.push(step);
      if (step === 4) ended.abort();
    }
    expect(steps).toEqual([1, 2, 3, 4]);
  });
});
