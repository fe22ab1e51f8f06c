import { describe, expect, it } from 'vitest';
import {
  findProcess,
  identityOf,
  isAlive,
  livingInGroup,
  parsePs,
  parseStat,
} from './processes.ts';

describe('parseStat', () => {
  const line = (name: string, state: string) =>
    `7 (${name}) ${state} 1 42 42 0 -1 4194560 9 0 0 0 150 50 0 0 20 0 11 0 12345 1 2`;

  it('reads past any name', () => {
    for (const name of ['node', 'a) R (b', '(', 'x y', '']) {
      expect(parseStat(7, line(name, 'S'))).toMatchObject({ pid: 7, group: 42, cpuTime: 2 });
      expect(parseStat(7, line(name, 'S'))?.startedAt).toMatch(/:12345$/);
    }
  });

  it('takes zombies for dead and tells those that were stopped', () => {
    expect(parseStat(7, line('node', 'Z'))).toBeUndefined();
    expect(parseStat(7, line('node', 'T'))?.isStopped).toBe(true);
    expect(parseStat(7, '')).toBeUndefined();
    expect(parseStat(7, '7 (node')).toBeUndefined();
  });
});

describe('parsePs', () => {
  it('reads what macOS prints', () => {
    const text = [
      '  501   501 S      0:00.12 Sun Nov 29 20:31:17 2026    ',
      '  502   501 T+  1-02:03:04 Sun Nov 29 20:31:18 2026',
      '  503   501 Z      0:00.00 Sun Nov 29 20:31:18 2026',
      'nonsense',
      '',
    ].join('\n');
    expect(parsePs(text)).toEqual([
      {
        pid: 501,
        group: 501,
        isStopped: false,
        cpuTime: 0.12,
        startedAt: 'Sun Nov 29 20:31:17 2026',
      },
      {
        pid: 502,
        group: 501,
        isStopped: true,
        cpuTime: 93784,
        startedAt: 'Sun Nov 29 20:31:18 2026',
      },
    ]);
  });
});

describe('a process', () => {
  it('is known by its pid and its start', () => {
    const self = identityOf(process.pid)!;
    expect(isAlive(self)).toBe(true);
    expect(isAlive({ ...self, startedAt: 'another' })).toBe(false);
    expect(findProcess(2 ** 30)).toBeUndefined();
  });

  it('that got the pid of another leads no group of that one', () => {
    const { group } = findProcess(process.pid)!;
    const leader = findProcess(group);
    if (leader) expect(livingInGroup(leader).length).toBeGreaterThan(0);
    expect(livingInGroup({ pid: process.pid, startedAt: 'another' })).toEqual([]);
  });
});
