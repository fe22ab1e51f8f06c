import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasLiveAttempt, step } from './index.ts';
import {
  drawnEvents,
  type Lived,
  live,
  type Setting,
  settings,
  TOPOLOGY,
} from './lives.fixture.ts';
import { isDown, type NodePool, nodesOf } from './pool.ts';
import { type Command, DESTRUCTIVE, type Mode } from './protocol/index.ts';

/**
 * Describes what holds in every step of any life and checks each rule in `numRuns` drawn lives: some in the
 * quick check, many more in the slow one.
 */
export function describeSteps(numRuns: number): void {
  /** Checks a rule in every step of any life. */
  function always(check: (lived: Lived, setting: Setting) => void, mode: Mode = 'act'): void {
    fc.assert(
      fc.property(settings, drawnEvents, (setting, drawn) => {
        for (const lived of live(mode, setting, drawn)) check(lived, setting);
      }),
      { numRuns },
    );
  }

  describe('what a run is ordered', () => {
    it('is one attempt at most: a launch follows the stop of the one before', () => {
      fc.assert(
        fc.property(settings, drawnEvents, (setting, drawn) => {
          const alive = new Map<string, number>();
          for (const lived of live('act', setting, drawn)) {
            const { before, event } = lived;
            if ('run' in event && (event.kind === 'stopped' || event.kind === 'finished')) {
              const run = before.runs.find(({ spec }) => spec.run === event.run)!;
              const isCurrent = run.attempt === event.attempt && run.epoch === event.epoch;
              if (isCurrent && (event.kind === 'finished' || run.phase === 'stopping')) {
                alive.delete(event.run);
              }
            }
            for (const command of fresh(lived)) {
              if (command.kind !== 'launch') continue;
              expect(alive.get(command.run)).toBeUndefined();
              alive.set(command.run, command.attempt);
            }
          }
        }),
        { numRuns },
      );
    });

    it('places only nodes that are well, in reach, and held by no other run', () => {
      always((lived) => {
        const { before, after, event } = lived;
        for (const command of fresh(lived)) {
          if (command.kind !== 'place' && command.kind !== 'rejoin') continue;
          expect(new Set(command.add).size).toBe(command.add.length);
          const index = after.runs.findIndex(({ spec }) => spec.run === command.run);
          // A run that has just released its nodes holds none.
          const hasReleased = (run: string) => event.kind === 'released' && event.run === run;
          const others = before.runs.filter(
            (run) => run.index !== index && !hasReleased(run.spec.run),
          );
          const taken = others.flatMap((run) => nodesOf(before.pool, run.index));
          const own = new Set(nodesOf(after.pool, index));
          for (const node of command.add) {
            expect(own.has(node)).toBe(true);
            expect(isDown(after.pool, node)).toBe(false);
            expect(after.pool.out.some((out) => out.node === node)).toBe(false);
            expect(taken).not.toContain(node);
          }
        }
      });
    });

    it('launches on no more replicas than its nodes make, and on enough', () => {
      always((lived) => {
        for (const command of fresh(lived)) {
          if (command.kind !== 'launch') continue;
          const run = lived.after.runs.find(({ spec }) => spec.run === command.run)!;
          const held = nodesOf(lived.after.pool, run.index).length;
          expect(command.replicas).toBe(Math.floor(held / run.spec.nodesPerReplica));
          expect(command.replicas).toBeGreaterThanOrEqual(run.spec.minReplicas);
        }
      });
    });

    it('is nothing destructive after an observation that is unknown', () => {
      always((lived) => {
        const { event, commands } = lived;
        if (event.kind !== 'observed' || event.health !== 'unknown') return;
        expect(commands.filter(({ kind }) => DESTRUCTIVE.has(kind))).toEqual([]);
      });
    });

    it('has an id of its own, except when it is sent again', () => {
      fc.assert(
        fc.property(settings, drawnEvents, (setting, drawn) => {
          const seen = new Map<number, Command>();
          for (const command of live('act', setting, drawn).flatMap((lived) => lived.commands)) {
            expect(seen.get(command.id) ?? command).toBe(command);
            seen.set(command.id, command);
          }
        }),
        { numRuns },
      );
    });

    it('never follows from an event that answers another order', () => {
      always(({ event, before, after, commands, decisions }) => {
        if (!('run' in event) || isUnfenced(event.kind)) return;
        const run = before.runs.find(({ spec }) => spec.run === event.run)!;
        if (run.attempt === event.attempt && run.epoch === event.epoch) return;
        expect(commands).toEqual([]);
        expect(after.runs).toBe(before.runs);
        expect(after.pool).toBe(before.pool);
        if (event.kind === 'timer') return;
        expect(decisions.map(({ kind }) => kind)).toEqual(['stale']);
        expect(after.staleEvents).toBe(before.staleEvents + 1);
      });
    });
  });

  describe('what is known of the fleet', () => {
    it('has every node once: held, free or out', () => {
      always(({ after: { pool, runs } }) => {
        const held = runs.flatMap(({ index }) => nodesOf(pool, index));
        const all = [...held, ...pool.free, ...pool.out.map(({ node }) => node)];
        expect(all.toSorted((a, b) => a - b)).toEqual(
          Array.from({ length: TOPOLOGY.nodes }, (_, node) => node),
        );
        expect(pool.free).toEqual(pool.free.toSorted((a, b) => a - b));
        expectSubset(
          pool,
          pool.reserved.map(({ node }) => node),
        );
        expectSubset(pool, pool.warm);
      });
    });

    it('adds up for every run: what it holds and what it lacks are the gang', () => {
      always(({ after: { pool, runs } }) => {
        for (const run of runs) {
          if (run.phase === 'releasing') continue;
          const lacks = run.lost.reduce((sum, { missing }) => sum + missing, run.missing);
          const held = nodesOf(pool, run.index).length;
          expect(held + lacks).toBe(run.spec.replicas * run.spec.nodesPerReplica);
          if (!hasLiveAttempt(run)) expect(run.lost).toEqual([]);
        }
      });
    });

    it('keeps nodes for a run that waits for its own, all of them or none, and for no other', () => {
      always(({ after: { pool, runs } }) => {
        for (const { index, spec, missing, phase } of runs) {
          const kept =
            pool.reserved.filter(({ run }) => run === index).length +
            pool.out.filter(({ heldFor }) => heldFor === index).length;
          if (spec.policy.recovery !== 'repair') expect(kept).toBe(0);
          else if (phase !== 'releasing' && kept > 0) expect(kept).toBe(missing);
        }
      });
    });

    it('has no more nodes cordoned than the limit allows', () => {
      always(({ after: { pool } }, { maxCordonShare }) => {
        const cordoned = pool.out.filter(({ state }) => state === 'cordoned').length;
        // A share above zero allows one, however small the fleet.
        const most = maxCordonShare === 0 ? 0 : Math.max(1, maxCordonShare * TOPOLOGY.nodes);
        expect(cordoned).toBeLessThanOrEqual(most);
      });
    });

    it('asks after whatever is cordoned or down', () => {
      always(({ after: { pool, isSweeping } }) => {
        const isAwaited = pool.down.length + pool.out.filter(isCordoned).length > 0;
        if (isAwaited) expect(isSweeping).toBe(true);
      });
    });
  });

  describe('step', () => {
    it('never lowers an epoch or an attempt, nor the work that is safe unless it rolls back', () => {
      always(({ before, after, decisions }) => {
        for (const [index, run] of after.runs.entries()) {
          const then = before.runs[index]!;
          expect(run.epoch).toBeGreaterThanOrEqual(then.epoch);
          expect(run.attempt).toBeGreaterThanOrEqual(then.attempt);
          if (run.work >= then.work) continue;
          expect(decisions.map(({ kind }) => kind)).toContain('roll back');
          expect(run.isRollback).toBe(true);
        }
      });
    });

    it('takes no checkpoint from before a rollback for a newer one', () => {
      always(({ before, after }) => {
        for (const [index, run] of after.runs.entries()) {
          const then = before.runs[index]!;
          if (then.isRollback && then.phase !== 'starting') {
            expect(run.work).toBeLessThanOrEqual(then.work);
          }
        }
      });
    });

    it('issues nothing unless it may act, and proposes nothing when it only observes', () => {
      for (const mode of ['observe', 'advise'] as const) {
        always(({ commands, decisions }) => {
          expect(commands).toEqual([]);
          const proposed = decisions.flatMap((decision) => decision.commands);
          if (mode === 'observe') expect(proposed).toEqual([]);
        }, mode);
      }
    });

    it('gives a reason for every command that it issues', () => {
      always(({ commands, decisions }) => {
        expect(decisions.flatMap((decision) => decision.commands)).toEqual(commands);
        for (const { reason } of decisions) expect(reason).toMatch(/^[A-Z0-9"].*[^ ]$/);
      });
    });

    it('comes to the same without a listener', () => {
      always(({ before, event, after, commands }) => {
        const silent = step(before, event, { isTold: false });
        expect(silent.decisions).toEqual([]);
        expect(silent.commands).toEqual(commands);
        expect(silent.state).toEqual(after);
      });
    });

    it('never changes the state that it was given', () => {
      fc.assert(
        fc.property(settings, drawnEvents, (setting, drawn) => {
          for (const { before, event, after } of live('act', setting, drawn)) {
            const owners = structuredClone(before.pool.owners);
            // A step throws if it changes the frozen state in place.
            const again = step(freeze(before), event);
            expect(again.state).toEqual(after);
            expect(before.pool.owners).toEqual(owners);
          }
        }),
        { numRuns },
      );
    });

    it('decides things of nearly every kind in these lives', () => {
      const kinds = new Set<string>();
      fc.assert(
        fc.property(settings, drawnEvents, (setting, drawn) => {
          for (const { decisions } of live('act', setting, drawn)) {
            for (const { kind } of decisions) kinds.add(kind);
          }
        }),
        { numRuns },
      );
      expect(kinds.size).toBeGreaterThan(20);
    });
  });
}

/** Orders that are new in this step, not repeated. */
function fresh({ before, commands }: Lived): readonly Command[] {
  return commands.filter(({ id }) => id > before.lastCommand);
}

function isUnfenced(kind: string): boolean {
  return ['requested', 'cancelled', 'maintenanceDue', 'restartDue'].includes(kind);
}

function isCordoned({ state }: NodePool['out'][number]): boolean {
  return state === 'cordoned';
}

function expectSubset({ free }: NodePool, nodes: readonly number[]): void {
  expect(new Set(nodes).size).toBe(nodes.length);
  for (const node of nodes) expect(free).toContain(node);
}

/** Freezes everything but typed arrays, which cannot be frozen. */
function freeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
  return value;
}
