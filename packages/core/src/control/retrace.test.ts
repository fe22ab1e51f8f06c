import { describe, expect, it } from 'vitest';
import type { JournalEntry } from './journal/index.ts';
import { START } from './journal/messages.fixture.ts';
import { flatTopology, type SupervisorConfig, type SupervisorEvent } from './protocol/index.ts';
import { retrace } from './retrace.ts';
import { createSupervisor } from './state.ts';
import { step } from './step.ts';

const CONFIG: SupervisorConfig = {
  mode: 'act',
  topology: flatTopology(8),
  fleet: START.fleet,
  runs: START.runs.slice(0, 1),
};
const order = (attempt: number, epoch: number) => ({ run: 'a', attempt, epoch });
const EVENTS: readonly SupervisorEvent[] = [
  { at: 0, ...order(0, 0), kind: 'requested' },
  { at: 1, ...order(0, 1), kind: 'placed' },
  { at: 2, ...order(1, 2), kind: 'launched', work: 0 },
  { at: 3, kind: 'nodeFailed', node: 7, cause: 'Faulty GPU' },
  { at: 4, ...order(1, 2), kind: 'observed', health: 'failed' },
];

function journaled(): JournalEntry[] {
  let state = createSupervisor(CONFIG);
  return EVENTS.map((event, index) => {
    const result = step(state, event);
    state = result.state;
    return { line: 2 + 2 * index, event, commands: result.commands };
  });
}

describe('retrace', () => {
  it('finds nothing in a journal of today, and ends in its state', () => {
    const { state, same, departure } = retrace(CONFIG, journaled());
    expect(departure).toBeUndefined();
    expect(same).toBe(EVENTS.length);
    const whole = EVENTS.reduce(
      (before, event) => step(before, event).state,
      createSupervisor(CONFIG),
    );
    expect(state).toEqual(whole);
  });

  it('names the first event that would be answered otherwise, and stops there', () => {
    const entries = journaled();
    const [placed, ...later] = entries[1]!.commands!;
    const then = [{ ...placed!, attempt: 9 }, ...later];
    entries[1] = { ...entries[1]!, commands: then };
    entries[3] = { ...entries[3]!, commands: [] };
    const { same, state, departure } = retrace(CONFIG, entries);
    expect(departure).toEqual({ line: 4, event: EVENTS[1], then, now: [placed, ...later] });
    expect(same).toBe(1);
    expect(state.at).toBe(0);
  });

  it('sees a command that was not given then, and one that is no longer given', () => {
    for (const index of EVENTS.keys()) {
      const entries = journaled();
      const { commands = [] } = entries[index]!;
      const then = commands.length > 0 ? commands.slice(1) : journaled()[0]!.commands!;
      entries[index] = { ...entries[index]!, commands: then };
      expect(retrace(CONFIG, entries).departure?.line).toBe(2 + 2 * index);
    }
  });

  it('does not mind the order of fields', () => {
    const entries = journaled().map(({ commands = [], ...entry }) => ({
      ...entry,
      commands: commands.map((command) =>
        JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(command).reverse()))),
      ),
    }));
    expect(retrace(CONFIG, entries)).toMatchObject({ same: EVENTS.length });
    expect(retrace(CONFIG, entries).departure).toBeUndefined();
  });

  it('follows an event whose commands are missing, and compares what comes after it', () => {
    const entries = journaled();
    entries[0] = { line: 2, event: EVENTS[0]! };
    expect(retrace(CONFIG, entries).same).toBe(EVENTS.length - 1);
    entries[2] = { ...entries[2]!, commands: [] };
    expect(retrace(CONFIG, entries).departure?.line).toBe(6);
  });
});
