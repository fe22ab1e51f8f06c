import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actAgain, beginning, commandsAgain, type Followed, follow } from './follow.ts';
import type { JournalEntry } from './journal/index.ts';
import {
  answerTo,
  configOf,
  drawnEvents,
  type Lived,
  live,
  type Setting,
  settings,
} from './lives.fixture.ts';
import type { Command, SupervisorEvent } from './protocol/index.ts';
import { readSnapshot, snapshotText } from './snapshot.ts';
import { isOver, type SupervisorState } from './state.ts';
import { step } from './step.ts';

const SETTING: Setting = {
  recoveries: ['spare', 'spare', 'spare'],
  maxCordonShare: 0.3,
  warmStandbys: 0,
};
const CONFIG = configOf('act', SETTING);

function entriesOf(lives: readonly Lived[]): JournalEntry[] {
  return lives.map(({ event, commands }, index) => ({ line: 2 + 2 * index, event, commands }));
}

/** As a store gives it back. */
function throughText(followed: Followed): Followed {
  const read = readSnapshot(snapshotText(followed));
  if (!read.ok) throw new Error(read.problems[0]?.message);
  return read.value;
}

const ofLow = (attempt: number, epoch: number) => ({ run: 'low', attempt, epoch });
const STARTED: readonly SupervisorEvent[] = [
  { at: 0, ...ofLow(0, 0), kind: 'requested' },
  { at: 1e6, ...ofLow(0, 1), kind: 'placed' },
  { at: 2e6, ...ofLow(1, 2), kind: 'launched', work: 0 },
];

/** What a supervisor ordered in answer to these events. */
function answered(events: readonly SupervisorEvent[]): JournalEntry[] {
  let { state } = beginning(CONFIG);
  return events.map((event, index) => {
    const result = step(state, event);
    state = result.state;
    return { line: 2 + 2 * index, event, commands: result.commands };
  });
}

function kinds(commands: readonly Command[]): string[] {
  return commands.map(({ kind }) => kind);
}

const FIELDS = [
  'at config isSweeping lastCommand pool runs staleEvents',
  'cordoned down free out owners reserved topology warm',
  'attempt diagnosis epoch failures failuresByCause hasFailed index interruptions isProbing isRollback joining leaving lost missing next phase planned replicas since slow spec unconfirmed work',
  'minReplicas nodesPerReplica policy priority replicas run',
];

describe('follow', () => {
  it('ends in the state that was lived, in one go or by way of a snapshot', () => {
    fc.assert(
      fc.property(settings, drawnEvents, fc.nat(), (setting, drawn, cut) => {
        const lives = live('act', setting, drawn);
        const entries = entriesOf(lives);
        const start = beginning(configOf('act', setting));
        const whole = follow(start, entries);
        expect(whole.departure).toBeUndefined();
        expect(whole.state).toEqual(lives.at(-1)?.after);
        const at = cut % (entries.length + 1);
        const half = throughText(follow(start, entries.slice(0, at)));
        const resumed = follow(half, entries.slice(at));
        expect(throughText(resumed)).toEqual(throughText(whole));
      }),
      { numRuns: 20 },
    );
  });

  it('answers an event that was not answered', () => {
    const entries = answered(STARTED);
    const { commands, ...unanswered } = entries.pop()!;
    const { isUnanswered, last } = follow(beginning(CONFIG), [...entries, unanswered]);
    expect(isUnanswered).toBe(true);
    expect(last).toEqual(commands);
    expect(follow(beginning(CONFIG), answered(STARTED)).isUnanswered).toBe(false);
  });
});

describe('commandsAgain', () => {
  it('gives an engine its timers with the time that is left, and the last commands as they were', () => {
    const followed = follow(beginning(CONFIG), answered(STARTED));
    expect(kinds(followed.last)).toContain('setTimer');
    const placed = follow(beginning(CONFIG), answered(STARTED.slice(0, 2)));
    expect(commandsAgain(placed, 5e6)).toEqual(placed.last);
    const quiet: SupervisorEvent = { at: 10e6, ...ofLow(1, 2), kind: 'checkpointed', work: 5 };
    const later = follow(followed, answered([...STARTED, quiet]).slice(3));
    const watch = followed.timers.find(
      ({ command }) => 'timer' in command && command.timer === 'watch',
    )!;
    const again = commandsAgain(later, 20e6);
    expect(again).toContainEqual({ ...watch.command, after: watch.command.after - 18 });
    expect(commandsAgain(later, 1e15)).toContainEqual({ ...watch.command, after: 0 });
  });

  it('leaves out a timer that went off, was cancelled, or belongs to an older order', () => {
    const ring: SupervisorEvent = { at: 3602e6, ...ofLow(1, 2), kind: 'timer', timer: 'watch' };
    const early = { ...ring, at: 3e6 };
    const timersAfter = (...events: readonly SupervisorEvent[]) =>
      follow(beginning(CONFIG), answered([...STARTED, ...events])).timers.map(
        ({ command, dueAt }) => [command.kind, 'timer' in command ? command.timer : '', dueAt],
      );
    expect(timersAfter()).toContainEqual(['setTimer', 'watch', 3602e6]);
    // It rings, and is set again.
    expect(timersAfter(ring)).toContainEqual(['setTimer', 'watch', 7202e6]);
    expect(timersAfter(early)).toContainEqual(['setTimer', 'watch', 3603e6]);
    const failed: SupervisorEvent = { at: 3e6, ...ofLow(1, 2), kind: 'observed', health: 'failed' };
    expect(timersAfter(failed).filter(([, timer]) => timer === 'watch')).toEqual([]);
  });
});

describe('a journal that the program would have answered otherwise', () => {
  /** The same, but the attempt was stopped at the last event, for a reason only the old program knew. */
  function departed(): JournalEntry[] {
    const entries = answered([
      ...STARTED,
      { at: 3e6, ...ofLow(1, 2), kind: 'checkpointed', work: 7 },
    ]);
    const id = entries.flatMap(({ commands = [] }) => commands).length + 40;
    const stop: Command = { id, ...ofLow(1, 3), kind: 'stop' };
    return entries.with(3, { ...entries[3]!, commands: [stop] });
  }

  it('is held: nothing is ordered, whatever happens', () => {
    const held = follow(beginning(CONFIG), departed());
    expect(held.departure).toMatchObject({ line: 8, now: [] });
    expect(commandsAgain(held, 9e6)).toEqual([]);
    fc.assert(
      fc.property(settings, drawnEvents, fc.nat(), (setting, drawn, at) => {
        const entries = entriesOf(live('act', setting, drawn));
        const index = at % entries.length;
        const strange: Command = {
          id: 1e6,
          run: '',
          attempt: 0,
          epoch: 0,
          kind: 'cordon',
          node: 3,
        };
        const changed = entries.with(index, { ...entries[index]!, commands: [strange] });
        const { state, departure } = follow(beginning(configOf('act', setting)), changed);
        expect(departure?.line).toBe(entries[index]!.line);
        expect(state.config.mode).toBe('advise');
        expect(state.lastCommand).toBeGreaterThanOrEqual(1e6);
        for (const { event } of entries) expect(step(state, event).commands).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  it('stays held through a snapshot, and follows what runs', () => {
    const held = throughText(follow(beginning(CONFIG), departed()));
    const stopped: SupervisorEvent = { at: 4e6, ...ofLow(1, 3), kind: 'stopped' };
    const after = follow(held, [{ line: 10, event: stopped, commands: [] }]);
    expect(after.departure).toEqual(held.departure);
    expect(after.state.config.mode).toBe('advise');
    expect(after.state.runs[0]).toMatchObject({ attempt: 1, epoch: 3 });
  });

  it('obeys a person again, with orders newer than any that was given', () => {
    const held = follow(beginning(CONFIG), departed());
    const { state } = actAgain(held, 'act');
    const given = departed().flatMap(({ commands = [] }) => commands);
    const cancel: SupervisorEvent = { at: 9e6, ...ofLow(0, 0), kind: 'cancelled' };
    const { commands } = step(state, cancel);
    expect(kinds(commands)).toContain('save');
    for (const command of commands) {
      expect(command.id).toBeGreaterThan(Math.max(...given.map(({ id }) => id)));
      expect(command).toMatchObject({ attempt: 1, epoch: 3 });
    }
  });
});

describe('actAgain', () => {
  /** Hears an event, and gives what follows. */
  function after(state: SupervisorState, body: object): SupervisorState {
    return step(state, { at: state.at, ...body } as SupervisorEvent).state;
  }

  it('lets a person end every run that was held, whatever it was about to do', () => {
    fc.assert(
      fc.property(settings, drawnEvents, fc.nat(), (setting, drawn, at) => {
        const entries = entriesOf(live('act', setting, drawn));
        const index = at % entries.length;
        const strange: Command = { id: 1e6, run: '', attempt: 0, epoch: 0, kind: 'warm', node: 3 };
        const changed = entries.with(index, { ...entries[index]!, commands: [strange] });
        const held = throughText(follow(beginning(configOf('act', setting)), changed));
        let { state } = actAgain(held, 'act');
        for (const { spec } of state.runs) {
          state = after(state, { run: spec.run, attempt: 0, epoch: 0, kind: 'cancelled' });
        }
        const gangs = state.runs.map(({ spec: { run }, attempt, epoch }) => {
          return { run, attempt, epoch, nodes: [], health: 'none', lost: [] };
        });
        state = after(state, { kind: 'inventory', gangs, broken: [], cordoned: [], down: [] });
        for (let round = 0; round < 8; round++) {
          for (const { spec } of state.runs) {
            const run = state.runs.find((each) => each.spec.run === spec.run)!;
            const { attempt, epoch } = run;
            if (!isOver(run)) {
              state = after(state, { run: spec.run, attempt, epoch, ...answerTo(run, round) });
            }
          }
        }
        expect(state.runs.map(({ phase }) => phase)).toEqual(state.runs.map(() => 'finished'));
      }),
      { numRuns: 30 },
    );
  });
});

describe('readSnapshot', () => {
  it('knows the fields of a state of shape 1', () => {
    // If they change, raise `SHAPE` in snapshot.ts: a snapshot of other fields must not be read.
    const { state } = follow(beginning(CONFIG), answered(STARTED));
    const fields = [state, state.pool, state.runs[0]!, state.config.runs[0]!].map((part) =>
      Object.keys(part).toSorted().join(' '),
    );
    expect(fields).toEqual(FIELDS);
  });

  it('refuses what it does not know', () => {
    const codeOf = (text: string) => {
      const read = readSnapshot(text);
      return read.ok ? undefined : read.problems[0]?.code;
    };
    expect(codeOf('{"shape":1')).toBe('snapshot.text');
    for (const text of ['null', '{}', '[]', '{"shape":2}', '{"shape":"1"}'])
      expect(codeOf(text)).toBe('snapshot.shape');
  });
});
