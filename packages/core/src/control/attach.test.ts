import { describe, expect, it } from 'vitest';
import { createSupervisor, type SupervisorState, step } from './index.ts';
import { policyOf, specOf, TOPOLOGY } from './lives.fixture.ts';
import type { Domain, EventBody, Gang, NodeId, SupervisorConfig } from './protocol/index.ts';

const CONFIG: SupervisorConfig = {
  mode: 'act',
  topology: TOPOLOGY,
  fleet: { maxCordonShare: 0.5, warmStandbys: 0, sweepInterval: 600 },
  runs: [specOf('a', 0, [3, 2], 'replica')],
};

function hear(state: SupervisorState, body: EventBody) {
  const { attempt, epoch } = state.runs[0]!;
  return step(state, { at: state.at + 1, run: 'a', attempt, epoch, ...body } as never);
}

/** A run that trains. */
function training(): SupervisorState {
  const bodies = [
    { kind: 'requested' },
    { kind: 'placed' },
    { kind: 'launched', work: 0 },
  ] as const;
  return bodies.reduce((state, body) => hear(state, body).state, createSupervisor(CONFIG));
}

interface Found {
  readonly gang?: Partial<Gang>;
  readonly broken?: readonly NodeId[];
  readonly down?: readonly Domain[];
}

/** What is ordered when the engine has all that it should have, but for this. */
function ordersAfter(state: SupervisorState, { gang, broken = [], down = [] }: Found): string[] {
  const { attempt, epoch } = state.runs[0]!;
  const nodes = [0, 1, 2, 3, 4, 5];
  const whole: Gang = { run: 'a', attempt, epoch, nodes, health: 'ok', lost: [], ...gang };
  const event = { at: state.at, kind: 'inventory', gangs: [whole], broken, cordoned: [], down };
  const { commands } = step(state, event as never);
  return commands.filter(({ kind }) => !/Timer|Sweep/.test(kind)).map(({ kind }) => kind);
}

describe('an inventory', () => {
  const state = training();

  it('that holds what was believed orders nothing', () => {
    expect(policyOf('replica').recovery).toBe('replica');
    expect(ordersAfter(state, {})).toEqual([]);
  });

  it('of an engine that cannot tell leads to a look and nothing else', () => {
    expect(ordersAfter(state, { gang: { health: 'unknown' } })).toEqual(['probe']);
  });

  it.each(['none', 'failed'] as const)('where the attempt is %s has it stopped', (health) => {
    expect(ordersAfter(state, { gang: { health } })).toEqual(['stop']);
  });

  it('where a replica is lost has the others go on without it, once', () => {
    expect(ordersAfter(state, { gang: { lost: [1] } })).toEqual(['shrink']);
    const known = hear(state, { kind: 'observed', health: 'failed', replica: 1 }).state;
    expect(ordersAfter(known, { gang: { lost: [1] } })).toEqual([]);
  });

  it('under another order than the newest ends nothing', () => {
    expect(ordersAfter(state, { gang: { attempt: 0, health: 'none' } })).toEqual([]);
    expect(ordersAfter(state, { gang: { epoch: 0, health: 'failed' } })).toEqual([]);
    expect(ordersAfter(state, { gang: { run: 'b', health: 'failed' } })).toEqual([]);
  });

  it('leaves a start that is under way to its own word', () => {
    const bodies = [{ kind: 'requested' }, { kind: 'placed' }] as const;
    const starting = bodies.reduce(
      (before, body) => hear(before, body).state,
      createSupervisor(CONFIG),
    );
    expect(ordersAfter(starting, { gang: { health: 'none' } })).toEqual([]);
  });

  it('has a broken node that was never reported repaired, and no domain forgotten', () => {
    expect(ordersAfter(state, { broken: [15] })).toEqual(['cordon', 'repair']);
    const leaf = { kind: 'leaf', index: 4 } as const;
    const down = hear(state, { kind: 'domainFailed', domain: leaf, cause: 'optics' }).state;
    const inventory = (domains: readonly Domain[]) =>
      hear(down, { kind: 'inventory', gangs: [], broken: [], cordoned: [], down: domains }).state;
    expect(inventory([leaf]).pool.down).toEqual([leaf]);
    expect(inventory([]).pool.down).toEqual([]);
  });
});
