import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSupervisor, Loop, step } from './index.ts';
import { configOf, drawnEvents, live, settings } from './lives.fixture.ts';
import type { Command, SupervisorEvent } from './protocol/index.ts';

type Written = SupervisorEvent | readonly Command[];

/** A journal that is safe only when it is told so, and an engine that notes what it is given. */
class Plant {
  readonly written: Written[] = [];
  readonly executed: Command[] = [];
  readonly stepped: SupervisorEvent[] = [];
  /** What was executed before it was safe. */
  readonly tooEarly: Command[] = [];
  readonly loop: Loop;
  #safe = 0;

  constructor(config: Parameters<typeof createSupervisor>[0]) {
    this.loop = new Loop(createSupervisor(config), {
      appendEvent: (event) => this.#append(event),
      appendCommands: (commands) => this.#append(commands),
      stepped: (event) => this.stepped.push(event),
      execute: (command) => {
        const safe = this.written.slice(0, this.#safe);
        const isSafe = safe.some((what) => Array.isArray(what) && what.includes(command));
        if (!isSafe) this.tooEarly.push(command);
        this.executed.push(command);
      },
    });
  }

  /** The disk is done with the oldest that it was given; says whether there was any. */
  flush(): boolean {
    if (this.#safe === this.written.length) return false;
    this.#safe++;
    this.loop.appended();
    return true;
  }

  #append(what: Written): boolean {
    this.written.push(what);
    return false;
  }
}

/** What the same events lead to one after the other, each written at once. */
function reference(
  config: Parameters<typeof createSupervisor>[0],
  events: readonly SupervisorEvent[],
) {
  let state = createSupervisor(config);
  const written: Written[] = [];
  for (const event of events) {
    const result = step(state, event);
    state = result.state;
    written.push(event, result.commands);
  }
  return { state, written };
}

describe('a loop', () => {
  it('refuses to go on when nothing was to be written', () => {
    const config = configOf('act', fc.sample(settings, { numRuns: 1, seed: 1 })[0]!);
    const plant = new Plant(config);
    expect(() => plant.loop.appended()).toThrow('nothing was to be written');
  });

  it('keeps order, writes before it acts and loses nothing, however late its journal is', () => {
    // Between two events the disk finishes none, some or all of what it was given.
    const flushes = fc.infiniteStream(fc.nat(4));
    fc.assert(
      fc.property(settings, drawnEvents, flushes, (setting, drawn, pace) => {
        const events = live('act', setting, drawn).map(({ event }) => event);
        const plant = new Plant(configOf('act', setting));
        for (const event of events) {
          plant.loop.hear(event);
          for (let left = pace.next().value ?? 0; left > 0 && plant.flush(); left--);
        }
        while (plant.flush());
        const { written, state } = reference(configOf('act', setting), events);
        expect(plant.stepped).toEqual(events);
        expect(plant.written).toEqual(written);
        expect(plant.executed).toEqual(
          written.flatMap((what) => (Array.isArray(what) ? what : [])),
        );
        expect(plant.tooEarly).toEqual([]);
        expect(plant.loop.state).toEqual(state);
        expect(plant.loop.isIdle).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  it('steps nothing before the event is safe, and does nothing before its commands are', () => {
    const setting = fc.sample(settings, { numRuns: 1, seed: 1 })[0]!;
    const plant = new Plant(configOf('act', setting));
    const requested = { at: 0, run: 'high', attempt: 0, epoch: 0, kind: 'requested' } as const;
    plant.loop.hear(requested);
    expect(plant.stepped).toEqual([]);
    plant.flush();
    expect(plant.stepped).toEqual([requested]);
    expect(plant.executed).toEqual([]);
    expect(plant.loop.isIdle).toBe(false);
    plant.flush();
    expect(plant.executed.map(({ kind }) => kind)).toContain('place');
    expect(plant.loop.isIdle).toBe(true);
  });

  it('hears what its engine says at once only after it has given it all its commands', () => {
    const setting = fc.sample(settings, { numRuns: 1, seed: 1 })[0]!;
    const order: string[] = [];
    const loop: Loop = new Loop(createSupervisor(configOf('act', setting)), {
      appendEvent: ({ kind }) => order.push(kind) > 0,
      appendCommands: () => true,
      execute: (command) => {
        order.push(command.kind);
        const { run, attempt, epoch } = command;
        if (command.kind === 'place') loop.hear({ at: 0, run, attempt, epoch, kind: 'placed' });
      },
    });
    const requested = { at: 0, run: 'high', attempt: 0, epoch: 0, kind: 'requested' } as const;
    const { commands } = step(createSupervisor(configOf('act', setting)), requested);
    loop.hear(requested);
    const first = commands.map(({ kind }) => kind);
    expect(first).toContain('place');
    expect(order.slice(0, first.length + 2)).toEqual(['requested', ...first, 'placed']);
  });
});
