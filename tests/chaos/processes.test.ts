import { createStream } from '@gigafactory/core/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processOf } from '../../scripts/lib/chaos/grounds/local.mjs';
import { ProcessTable } from '../../scripts/lib/chaos/processes.mjs';
import { drawKinds, drawVictim } from '../../scripts/lib/chaos/victims.mjs';
import { Watch } from '../../scripts/lib/chaos/watch.mjs';
import { FakeProc } from './fake-proc.ts';

const HOME = '/state/of/chaos';

let proc: FakeProc;
let table: ProcessTable;

beforeEach(() => {
  proc = new FakeProc();
  table = new ProcessTable(HOME, proc.folder);
});

afterEach(() => proc.remove());

function startRank(pid: number, rank: number, { parent = 20, attempt = 1, start = pid } = {}) {
  const env = {
    RANK: String(rank),
    NODE_RANK: String(rank),
    GIGAFACTORY_ATTEMPT: String(attempt),
    GIGAFACTORY_CHECKPOINTS: `${HOME}/checkpoints`,
  };
  proc.set(pid, { parent, start, argv: ['node', 'train.js'], env });
}

/** A control plane, an agent with two ranks, one of which started a process of its own, and a free agent. */
function startAll() {
  const env = { GIGAFACTORY_HOME: HOME };
  proc.set(10, { argv: ['node', '/lib/operate/daemon.js'], env });
  proc.set(20, { argv: ['node', '/lib/local/agent.js', `${HOME}/nodes/0`] });
  proc.set(21, { argv: ['node', '/lib/local/agent.js', `${HOME}/nodes/1`] });
  startRank(30, 0);
  startRank(31, 1);
  startRank(40, 0, { parent: 30 });
}

describe('ProcessTable', () => {
  it('finds nothing of others, of the dead, and of what cannot be read', () => {
    proc.set(5, { argv: ['node', '/lib/operate/daemon.js'], env: { GIGAFACTORY_HOME: '/other' } });
    proc.set(6, { state: 'Z', argv: ['node', `${HOME}/nodes/0`] });
    proc.set(7, { argv: ['node'] });
    expect(table.read().all).toEqual([]);
  });

  it('tells control planes, agents and ranks apart, and a rank from what it started', () => {
    startAll();
    const { all, controls, agents, ranks } = table.read();
    expect(all).toHaveLength(6);
    expect(controls.map(({ pid }) => pid)).toEqual([10]);
    expect(agents.map(({ pid }) => pid)).toEqual([20, 21]);
    expect(ranks.map(({ pid, rank, attempt }) => [pid, rank, attempt])).toEqual([
      [30, 0, 1],
      [31, 1, 1],
    ]);
  });

  it('reads a program whose name has blanks and brackets', () => {
    proc.set(5, { name: 'a) S 1 (b', parent: 3, argv: [HOME] });
    expect(table.read().all).toMatchObject([{ pid: 5, parent: 3, start: '5' }]);
  });

  it('sees what a young process turns into, and the parent that an old one gets', () => {
    proc.set(30, { parent: 20, argv: ['node', '/lib/local/agent.js', HOME] });
    expect(table.read(0).agents).toHaveLength(1);
    startRank(30, 0);
    expect(table.read(1000)).toMatchObject({ agents: [], ranks: [{ pid: 30, parent: 20 }] });
    startRank(30, 0, { parent: 1 });
    expect(table.read(9000)).toMatchObject({ ranks: [{ pid: 30, parent: 1 }] });
  });

  it('tells a process from a later one of the same pid', () => {
    startRank(30, 0);
    const [rank] = table.read().ranks;
    expect(table.isAlive(rank!)).toBe(true);
    startRank(30, 0, { start: 99 });
    expect(table.isAlive(rank!)).toBe(false);
    proc.end(30);
    expect(table.isAlive(rank!)).toBe(false);
  });
});

describe('Watch', () => {
  it('finds nothing wrong with an attempt after another, and a rank after its first', () => {
    const watch = new Watch(table);
    startAll();
    watch.look();
    for (const pid of [30, 40]) proc.end(pid);
    startRank(50, 0);
    watch.look();
    for (const pid of [50, 31]) proc.end(pid);
    startRank(60, 0, { attempt: 2 });
    watch.look();
    expect([watch.duplicates, watch.orphans, watch.samples]).toEqual([[], [], 3]);
  });

  it('counts two living attempts, and a rank that lives twice, once each', () => {
    const watch = new Watch(table);
    startAll();
    startRank(50, 2, { attempt: 2 });
    startRank(51, 1);
    watch.look();
    watch.look();
    expect(watch.duplicates).toHaveLength(4);
    expect(watch.duplicates).toContain(
      'rank 1 of attempt 1 (pid 31) and rank 1 of attempt 1 (pid 51)',
    );
  });

  it('does not count what died while the table was read', () => {
    startAll();
    startRank(50, 2, { attempt: 2 });
    const watch = new Watch({
      read: (now) => table.read(now),
      isAlive: ({ pid }) => pid === 50,
    });
    watch.look();
    expect(watch.duplicates).toEqual([]);
  });

  it('counts a rank that lives on long after its agent', () => {
    const watch = new Watch(table);
    startAll();
    proc.end(20);
    startRank(31, 1, { parent: 1 });
    for (const at of [0, 9_000]) watch.look(at);
    expect(watch.orphans).toEqual([]);
    proc.end(30);
    watch.look(11_000);
    expect(watch.orphans).toEqual(['rank 1 of attempt 1 (pid 31)']);
  });
});

describe('victims', () => {
  it('draws none where there is none', () => {
    const tree = table.read();
    for (const kind of ['rank', 'agent', 'control'] as const) {
      expect(drawVictim(kind, tree, createStream(1))).toBeUndefined();
    }
  });

  it('takes an agent with all below it, itself first, and no agent without ranks', () => {
    startAll();
    const tree = table.read();
    for (let seed = 0; seed < 8; seed++) {
      const victim = drawVictim('agent', tree, createStream(seed));
      expect(victim?.processes.map(({ pid }) => pid)).toEqual([20, 30, 31, 40]);
    }
    const control = drawVictim('control', tree, createStream(1));
    expect(control?.processes.map(({ pid }) => pid)).toEqual([10]);
  });

  it('draws the same for the same seed, and every kind and rank sooner or later', () => {
    startAll();
    const tree = table.read();
    const draw = (seed: number) => {
      const stream = createStream(seed);
      const kinds = drawKinds(stream, ['rank', 'rank', 'agent', 'control']);
      return Array.from({ length: 16 }, () =>
        processOf(kinds.next().value, tree, stream)?.name.replace(/ \(.*/, ''),
      );
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(new Set(draw(7))).toEqual(
      new Set(['rank 0', 'rank 1', 'an agent with its ranks', 'the control plane']),
    );
  });
});
