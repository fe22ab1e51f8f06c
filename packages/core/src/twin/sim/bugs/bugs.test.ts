import { describe, expect, it } from 'vitest';
import { runSimCase, SHIPPED_BUGS } from '../index.ts';

describe('bugs that others shipped', () => {
  it.each(SHIPPED_BUGS)('$name: not here', ({ sim, attempts }) => {
    const begun: string[] = [];
    const { violations } = runSimCase(sim, { watcher: { begun: (_, { run }) => begun.push(run) } });
    expect(violations).toEqual([]);
    expect(begun.filter((run) => run === 'run-0')).toHaveLength(attempts);
  });

  it('has what each is about really happen', () => {
    for (const { sim } of SHIPPED_BUGS) {
      let mishaps = 0;
      let strikes = 0;
      const told = new Map<string, number>();
      runSimCase(sim, {
        watcher: {
          strike: () => strikes++,
          told: (_, { kind }) => told.set(kind, (told.get(kind) ?? 0) + 1),
        },
      });
      for (const { kind, nth } of sim.messages) if ((told.get(kind) ?? 0) > nth) mishaps++;
      expect(strikes + mishaps).toBeGreaterThan(0);
      expect(strikes).toBe(sim.scenario.faults.length);
    }
  });
});
