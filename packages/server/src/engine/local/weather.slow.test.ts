import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../gang/engine.fixture.ts';
import type { Wire } from './agent-link.ts';
import { closeBenches, newBench } from './bench.fixture.ts';
import { ranksIn } from './engine.fixture.ts';

afterEach(closeBenches, 60_000);

/** What happens to one message between engine and agent. */
type Fate = 'arrives' | 'late' | 'twice' | 'lost';

/** Deals out fates in turn; late messages come after those behind them. */
function wireOf(fates: readonly Fate[]): Wire {
  let count = 0;
  const mangle = (message: object, deliver: (message: object) => void) => {
    const fate = fates[count++ % fates.length];
    if (fate === 'lost') return;
    if (fate === 'late') {
      setTimeout(() => deliver(message), 40);
      return;
    }
    deliver(message);
    if (fate === 'twice') deliver(message);
  };
  return { toAgent: mangle, fromAgent: mangle };
}

const FATES = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant<Fate>('arrives') },
      { weight: 2, arbitrary: fc.constant<Fate>('late') },
      { weight: 2, arbitrary: fc.constant<Fate>('twice') },
      { weight: 1, arbitrary: fc.constant<Fate>('lost') },
    ),
    { minLength: 5, maxLength: 40 },
  )
  .filter((fates) => fates.includes('arrives'));

describe('messages between engine and agents that are lost, late, doubled or out of order', () => {
  it('delay an order, which is sent again, and never do it twice', async () => {
    await fc.assert(
      fc.asyncProperty(FATES, async (fates) => {
        const bench = await newBench({ recovery: 'replica' }, { wire: wireOf(fates) });
        /** Sends an order until it is confirmed, as a supervisor does, and looks for what went unsaid. */
        const insist = async (
          order: () => ReturnType<typeof bench.launch>,
          isDone: () => boolean,
        ) => {
          const command = order();
          const again = setInterval(() => bench.engine.execute(command), 1000);
          await until(isDone).finally(() => clearInterval(again));
        };
        const heard = (kind: Parameters<typeof bench.heard>[0]) => () =>
          bench.heard(kind).length > 0;
        const atMost = () => {
          // Never two of a rank: no second attempt, no rank started twice.
          const pids = ranksIn(bench.engine).length;
          expect(pids).toBeLessThanOrEqual(2);
        };
        await insist(
          () => bench.order({ kind: 'place', add: [0, 1], remove: [] }),
          heard('placed'),
        );
        await insist(() => bench.launch(), heard('launched'));
        atMost();
        await bench.killRank(1);
        const probes = setInterval(() => bench.order({ kind: 'probe' }), 500);
        await until(() => bench.heard('observed').some(({ health }) => health === 'failed'));
        clearInterval(probes);
        await insist(() => bench.order({ kind: 'shrink', replica: 1 }), heard('shrunk'));
        const rejoin = { kind: 'rejoin', replica: 1, add: [], remove: [] } as const;
        await insist(() => bench.order(rejoin), heard('rejoined'));
        atMost();
        await insist(() => bench.order({ kind: 'stop' }), heard('stopped'));
        expect(ranksIn(bench.engine)).toEqual([]);
        await closeBenches();
      }),
      { numRuns: 3 },
    );
  });
});
