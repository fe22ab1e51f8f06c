import { describe, expect, it } from 'vitest';
import type { StackFeatures } from '../../facts/index.ts';
import { DENSE, inStack, jobOn, PLAIN_SPLIT } from '../job.fixture.ts';
import type { TrainingJob } from '../job.ts';
import type { Strategy } from '../strategy.ts';
import { attentionCore, headsOf } from './attention-core.ts';
import { contextTime } from './context.ts';
import type { ForwardBackward } from './linear.ts';

type Exchange = StackFeatures['contextExchange'];

function contextOf(
  contextExchange: Exchange,
  over: Partial<Strategy> = {},
  job: TrainingJob = jobOn(DENSE),
  core?: ForwardBackward,
): ForwardBackward {
  const stacked = inStack(job, { contextExchange });
  const s = { ...PLAIN_SPLIT, cp: 8, dp: 8, ...over };
  const heads = headsOf(stacked, s);
  return contextTime(stacked, s, heads, core ?? attentionCore(stacked, s, heads));
}

const EXCHANGES: readonly Exchange[] = ['ring', 'gather', 'allToAll'];
const IDLE = { forward: 0, backward: 0 };

describe('contextTime', () => {
  it.each(EXCHANGES)('costs nothing without context parallelism: %s', (exchange) => {
    expect(contextOf(exchange, { cp: 1, dp: 64 })).toEqual(IDLE);
  });

  it('gathers keys and values forward, and scatters their gradients too backward', () => {
    const { forward, backward } = contextOf('gather');
    expect(forward).toBeGreaterThan(0);
    expect(backward / forward).toBeGreaterThan(1.8);
    expect(backward / forward).toBeLessThan(2.2);
  });

  it('waits in a ring for what takes longer than the other ranks’ share of the core', () => {
    const gather = contextOf('gather');
    const ring = (core: number) =>
      contextOf('ring', {}, jobOn(DENSE), { forward: core, backward: core });
    expect(ring(0)).toEqual(gather);
    const part = gather.forward / 2;
    expect(ring(part).forward).toBeCloseTo(gather.forward - (7 / 8) * part, 15);
    expect(ring(1)).toEqual(IDLE);
  });

  it('sends less the fewer key/value heads there are', () => {
    const of = (kvHeads: number, exchange: Exchange) =>
      contextOf(exchange, {}, jobOn({ ...DENSE, kvHeads })).forward;
    for (const exchange of ['gather', 'allToAll'] as const) {
      expect(of(1, exchange)).toBeLessThan(of(8, exchange));
    }
  });

  it('exchanges the same both ways, and each rank only its part of the sequence', () => {
    const { forward, backward } = contextOf('allToAll');
    expect(forward).toBe(backward);
    // All heads, where each key has its own: four tensors of a rank's tokens against two of all.
    const own = jobOn({ ...DENSE, kvHeads: 8 });
    const gathered = contextOf('gather', {}, own).forward;
    expect(contextOf('allToAll', {}, own).forward).toBeLessThan(gathered / 2);
  });

  it.each(EXCHANGES)('takes longer between nodes than inside one: %s', (exchange) => {
    const idle = (nvlinkDomain: number) => {
      const job = jobOn(DENSE, { sequenceLength: 65_536 });
      const hardware = { ...job.hardware, nvlinkDomain };
      return contextOf(exchange, {}, { ...job, hardware }, IDLE).forward;
    };
    expect(idle(1)).toBeGreaterThan(idle(8));
  });
});
