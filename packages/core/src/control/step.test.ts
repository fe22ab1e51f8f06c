import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Command,
  createSupervisor,
  DESTRUCTIVE,
  type Mode,
  type SupervisorConfig,
  type SupervisorEvent,
  type SupervisorState,
  step,
} from './index.ts';

const NODES = 8;

function configOf(mode: Mode): SupervisorConfig {
  return {
    run: 'r',
    mode,
    nodes: NODES,
    gangNodes: 5,
    policy: {
      checkpointInterval: 600,
      hangTimeout: 600,
      probeInterval: 30,
      confirmTimeout: 900,
      useSpares: true,
      maxCordonShare: 0.5,
      retryBudgets: { software: 3 },
      crashLoopAttempts: 6,
    },
  };
}

const node = fc.integer({ min: 0, max: NODES + 1 });
const cause = fc.constantFrom('gpu', 'network', 'software');
const diagnosis = fc.record({ cause, nodes: fc.array(node, { maxLength: 3 }) });
const body = fc.oneof(
  fc
    .constantFrom(
      ...(['requested', 'placed', 'launched', 'stopped', 'maintenanceDue'] as const),
      ...(['maintained', 'finished', 'placed', 'launched', 'stopped'] as const),
    )
    .map((kind) => ({ kind })),
  fc.record({ kind: fc.constantFrom('checkpointed', 'saved'), work: fc.nat(10_000) }),
  fc.record({ kind: fc.constant('diagnosed'), diagnosis }),
  fc.record({ kind: fc.constant('nodeFailed'), node, cause }),
  fc.record({ kind: fc.constantFrom('cordoned', 'repaired', 'uncordoned'), node }),
  fc.record({ kind: fc.constant('timer'), timer: fc.constantFrom('confirm', 'probe') }),
  fc.record(
    {
      kind: fc.constant('observed'),
      health: fc.constantFrom('ok', 'failed', 'unknown'),
      diagnosis,
    },
    { requiredKeys: ['kind', 'health'] },
  ),
);
// Mostly under the present fence, sometimes older, sometimes never given.
const fence = fc.record({
  attempt: fc.constantFrom(0, 0, 0, 0, -1, 1),
  epoch: fc.constantFrom(0, 0, 0, 0, -1, 1),
});
const events = fc.array(fc.tuple(body, fence), { maxLength: 80 });

interface Lived {
  readonly before: SupervisorState;
  readonly event: SupervisorEvent;
  readonly after: SupervisorState;
  readonly commands: readonly Command[];
}

function live(
  mode: Mode,
  drawn: readonly (readonly [object, typeof fence extends fc.Arbitrary<infer F> ? F : never])[],
): Lived[] {
  let state = createSupervisor(configOf(mode));
  const first = { kind: 'requested' };
  return [[first, { attempt: 0, epoch: 0 }] as const, ...drawn].map(([what, offset]) => {
    const event = {
      ...what,
      run: 'r',
      attempt: state.attempt + offset.attempt,
      epoch: state.epoch + offset.epoch,
    } as SupervisorEvent;
    const before = state;
    const { state: after, commands } = step(before, event);
    state = after;
    return { before, event, after, commands };
  });
}

describe('step', () => {
  it('keeps one attempt at most: a launch follows the stop of the one before', () => {
    fc.assert(
      fc.property(events, (drawn) => {
        let alive = 0;
        for (const { event, before, commands } of live('act', drawn)) {
          const counts = event.attempt === before.attempt && event.epoch === before.epoch;
          if (counts && event.kind === 'stopped' && before.phase === 'stopping') alive = 0;
          for (const command of commands) {
            if (command.kind !== 'launch' || before.unconfirmed?.id === command.id) continue;
            expect(alive).toBe(0);
            alive = command.attempt;
          }
        }
      }),
    );
  });

  it('places no cordoned or suspect node, and no node twice', () => {
    fc.assert(
      fc.property(events, (drawn) => {
        for (const { before, after, commands } of live('act', drawn)) {
          for (const command of commands) {
            if (command.kind !== 'place' || command.id === before.unconfirmed?.id) continue;
            expect(new Set(command.add).size).toBe(command.add.length);
            for (const added of command.add) {
              expect(after.pool.cordoned.includes(added)).toBe(false);
              expect(after.pool.suspects.includes(added)).toBe(false);
            }
          }
        }
      }),
    );
  });

  it('cordons no more than the policy allows', () => {
    fc.assert(
      fc.property(events, (drawn) => {
        for (const { after } of live('act', drawn)) {
          expect(after.pool.cordoned.length).toBeLessThanOrEqual(NODES / 2);
        }
      }),
    );
  });

  it('accounts for every node once', () => {
    fc.assert(
      fc.property(events, (drawn) => {
        for (const { after } of live('act', drawn)) {
          const { cordoned, suspects, returned, missing } = after.pool;
          for (const back of returned) {
            expect(cordoned.includes(back) || suspects.includes(back)).toBe(false);
          }
          for (const out of suspects) expect(cordoned.includes(out)).toBe(false);
          expect(missing).toBeGreaterThanOrEqual(0);
          expect(missing).toBeLessThanOrEqual(after.config.gangNodes);
        }
      }),
    );
  });

  it('never lowers an epoch, an attempt or the work that is safe', () => {
    fc.assert(
      fc.property(events, (drawn) => {
        for (const { before, after } of live('act', drawn)) {
          expect(after.epoch).toBeGreaterThanOrEqual(before.epoch);
          expect(after.attempt).toBeGreaterThanOrEqual(before.attempt);
          expect(after.work).toBeGreaterThanOrEqual(before.work);
        }
      }),
    );
  });

  it('does nothing destructive about an unknown observation', () => {
    fc.assert(
      fc.property(events, (drawn) => {
        for (const { event, commands } of live('act', drawn)) {
          if (event.kind !== 'observed' || event.health !== 'unknown') continue;
          expect(commands.filter((command) => DESTRUCTIVE.has(command.kind))).toEqual([]);
        }
      }),
    );
  });

  it('issues nothing unless it may act, and proposes nothing when it only observes', () => {
    fc.assert(
      fc.property(events, fc.constantFrom<Mode>('observe', 'advise'), (drawn, mode) => {
        for (const { before, event, commands } of live(mode, drawn)) {
          expect(commands).toEqual([]);
          const proposed = step(before, event).decisions.flatMap((decision) => decision.commands);
          if (mode === 'observe') expect(proposed).toEqual([]);
        }
      }),
    );
  });

  it('gives every command its own id, except when it is sent again', () => {
    fc.assert(
      fc.property(events, (drawn) => {
        const seen = new Map<number, Command>();
        for (const command of live('act', drawn).flatMap((lived) => lived.commands)) {
          expect(seen.get(command.id) ?? command).toBe(command);
          seen.set(command.id, command);
        }
      }),
    );
  });
});
