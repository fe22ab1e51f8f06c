import { describe, expect, it } from 'vitest';
import type { SupervisorEvent } from '../../control/protocol/index.ts';
import { FaultyCourier } from './courier.ts';
import { drawSimCase } from './index.ts';
import type { MessageFault } from './sim-case.ts';

const HEAL_AT = 1000;
const courierOf = (...messages: MessageFault[]) =>
  new FaultyCourier({ ...drawSimCase(1), messages, healAt: HEAL_AT });
const stopped: SupervisorEvent = { kind: 'stopped', at: 0, run: 'r', attempt: 1, epoch: 2 };
const warmed: SupervisorEvent = { kind: 'warmed', at: 0, node: 1 };

describe('FaultyCourier', () => {
  it('brings at once what has no mishap', () => {
    expect(courierOf().deliver(stopped, 0)).toEqual([0]);
  });

  it('counts messages of each kind by themselves', () => {
    const courier = courierOf({ kind: 'stopped', nth: 1, what: 'lost' });
    expect(courier.deliver(stopped, 0)).toEqual([0]);
    expect(courier.deliver(warmed, 0)).toEqual([0]);
    expect(courier.deliver(stopped, 0)).toEqual([]);
    expect(courier.deliver(stopped, 0)).toEqual([0]);
  });

  it('brings a late one once, and one that comes again twice', () => {
    expect(
      courierOf({ kind: 'stopped', nth: 0, what: 'late', late: 5 }).deliver(stopped, 0),
    ).toEqual([5e6]);
    const again = courierOf({ kind: 'stopped', nth: 0, what: 'again', again: 5 });
    expect(again.deliver(stopped, 0)).toEqual([0, 5e6]);
  });

  it('loses nothing after the healing', () => {
    const courier = courierOf({ kind: 'stopped', nth: 0, what: 'lost' });
    expect(courier.deliver(stopped, HEAL_AT * 1e6)).toEqual([0]);
  });
});
