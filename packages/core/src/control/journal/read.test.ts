import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Command, FLEET, flatTopology, type SupervisorEvent } from '../protocol/index.ts';
import {
  commandsLine,
  endLine,
  eventLine,
  headerLine,
  readJournal,
  supervisorOf,
} from './index.ts';
import { anyCommand, anyEvent, START } from './messages.fixture.ts';

const HEADER = {
  format: 'gigafactory-journal',
  version: 1,
  horizon: 3600,
  topology: flatTopology(8),
  runs: [
    {
      run: 'a',
      kind: 'train',
      work: 1e6,
      replicas: 1,
      nodesPerReplica: 4,
      policy: { hangTimeout: 60 },
    },
  ],
};
const FENCE = { run: 'a', attempt: 1, epoch: 1 };

function text(...lines: readonly unknown[]): string {
  const written = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  return `${[JSON.stringify(HEADER), ...written].join('\n')}\n`;
}

function problemOf(journal: string) {
  const read = readJournal(journal);
  if (read.ok) throw new Error('accepted');
  return read.problems[0]!;
}

describe('readJournal of format 1', () => {
  it.each([
    ['nothing at all', ''],
    ['no JSON', 'hello\n'],
    ['another format', JSON.stringify({ ...HEADER, format: 'log' })],
    ['another version', JSON.stringify({ ...HEADER, version: 3 })],
    ['no time', JSON.stringify({ ...HEADER, horizon: 0 })],
    ['no fleet', JSON.stringify({ ...HEADER, topology: { nodes: 0 } })],
    ['domains without nodes', JSON.stringify({ ...HEADER, topology: { nodes: 8, size: {} } })],
    ['no runs', JSON.stringify({ ...HEADER, runs: [] })],
    [
      'two runs of the same name',
      JSON.stringify({ ...HEADER, runs: [...HEADER.runs, ...HEADER.runs] }),
    ],
    [
      'more nodes than a supervisor could keep',
      JSON.stringify({ ...HEADER, topology: { ...HEADER.topology, nodes: 9e15 } }),
    ],
    [
      'a run of more nodes than there are anywhere',
      JSON.stringify({ ...HEADER, runs: [{ ...HEADER.runs[0], replicas: 9e15 }] }),
    ],
    [
      'a run of no replicas',
      JSON.stringify({ ...HEADER, runs: [{ ...HEADER.runs[0], replicas: 0 }] }),
    ],
    [
      'replicas of no nodes',
      JSON.stringify({ ...HEADER, runs: [{ ...HEADER.runs[0], nodesPerReplica: 0 }] }),
    ],
    ['a run without a policy', JSON.stringify({ ...HEADER, runs: [{ run: 'a' }] })],
  ])('refuses a header with %s', (_, journal) => {
    expect(problemOf(journal)).toMatchObject({ code: 'journal.header', at: { line: 1 } });
  });

  it('reads of a run that waits for more nodes than its fleet has', () => {
    const header = { ...HEADER, runs: [{ ...HEADER.runs[0], replicas: 3 }] };
    expect(readJournal(JSON.stringify(header))).toMatchObject({ ok: true });
  });

  it.each([
    ['{"at": 1', 'is not JSON'],
    ['[]', 'is not a JSON object'],
    [{ kind: 'sweepDue' }, 'has no valid time'],
    [{ at: -1, kind: 'sweepDue' }, 'has no valid time'],
    [{ at: 1, kind: 'exploded' }, 'unknown kind "exploded"'],
    [{ at: 1, kind: 'constructor' }, 'unknown kind'],
    [
      { at: 1, kind: 'nodeFailed', node: 8, cause: 'x' },
      'names node 8, which is not in the fleet of 8 nodes',
    ],
    [{ at: 1, kind: 'nodeFailed', node: 0.5, cause: 'x' }, 'names node 0.5'],
    [{ at: 1, kind: 'nodeFailed', node: 1 }, 'has no valid cause'],
    [
      { at: 1, kind: 'placed', run: 'b', attempt: 1, epoch: 1 },
      'names run "b", which is not in the header',
    ],
    [{ at: 1, kind: 'placed', run: 'a' }, 'has no valid attempt (a whole number)'],
    [{ at: 1, kind: 'diagnosed', ...FENCE }, 'has no diagnosis'],
    [{ at: 1, kind: 'diagnosed', ...FENCE, diagnosis: { cause: 'x', nodes: [9] } }, 'names node 9'],
    [
      { at: 1, kind: 'observed', ...FENCE, health: 'ill' },
      'has no valid health (ok, failed, unknown)',
    ],
    [
      { at: 1, kind: 'slowed', ...FENCE, slowdown: 0.5, nodes: [] },
      'has no valid slowdown (1 or more)',
    ],
    [
      { at: 1, kind: 'domainFailed', domain: { kind: 'rack', index: 3 }, cause: 'x' },
      'names rack 3',
    ],
    [{ at: 1, kind: 'domainFailed', domain: { kind: 'row', index: 0 }, cause: 'x' }, '"row"'],
    [{ at: 1, kind: 'timer', ...FENCE, timer: 'tea' }, 'has no valid timer'],
    [{ commands: [] }, 'unknown kind'],
  ])('refuses the line %j and names it', (line, message) => {
    const problem = problemOf(text({ at: 0, kind: 'sweepDue' }, line, { at: 2, kind: 'sweepDue' }));
    expect(problem).toMatchObject({ code: 'journal.line', at: { line: 3 } });
    expect(problem.message).toContain(message);
  });

  it('shows no more of what it refuses than fits in a line, however deep or long it is', () => {
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    for (const line of [
      `{"at":1,"kind":${deep}}`,
      `{"at":1,"kind":"nodeFailed","node":${deep}}`,
      `{"at":1,"kind":"domainFailed","domain":{"kind":${deep},"index":0}}`,
      `{"at":1,"kind":"${'x'.repeat(10_000)}"}`,
    ]) {
      expect(problemOf(text(line)).message.length).toBeLessThan(200);
    }
    const header = JSON.stringify(HEADER).replace('"version":1', `"version":${deep}`);
    expect(problemOf(header).message).toContain('is of version a list');
    expect(problemOf(header.replace(deep, '"1"')).message).toContain('is of version "1"');
  });

  it('refuses lines that are out of order', () => {
    const journal = text({ at: 5, kind: 'sweepDue' }, '', { at: 4, kind: 'sweepDue' });
    expect(problemOf(journal)).toMatchObject({ code: 'journal.order', at: { line: 4 } });
  });

  it.each([
    [{ at: 3600e6 + 1, kind: 'sweepDue' }, 'lies beyond the "horizon" of the header'],
    [{ end: 3600e6 + 1 }, 'ends beyond the "horizon" of the header'],
    [{ end: 4 }, 'ends before the event before it'],
  ])('refuses the line %j, which contradicts another', (line, message) => {
    const problem = problemOf(text({ at: 5, kind: 'sweepDue' }, line));
    expect(problem).toMatchObject({ code: 'journal.order', at: { line: 3 } });
    expect(problem.message).toContain(message);
  });

  it.each([
    [[{ end: -1 }], 'has no valid "end"'],
    [[{ end: 'soon' }], 'has no valid "end"'],
    [[{ end: 9, at: 9 }], 'a field "at"'],
    [[{ end: 9 }, { end: 9 }], 'stands after the end'],
    [[{ end: 9 }, { at: 9, kind: 'sweepDue' }], 'stands after the end'],
  ])('refuses an end such as %j', (lines, message) => {
    const problem = problemOf(text(...lines));
    expect(problem.code).toBe('journal.line');
    expect(problem.message).toContain(message);
  });

  it('covers the time up to its end, or otherwise to its last event, and says so', () => {
    const event = { at: 36e6, kind: 'sweepDue' };
    const whole = readJournal(text(event, { end: 3600e6 }));
    expect(whole).toMatchObject({ ok: true, value: { horizon: 3600, isWhole: true, notes: [] } });
    const cut = readJournal(text(event));
    expect(cut).toMatchObject({ ok: true, value: { horizon: 36, isWhole: false } });
    expect(cut).toMatchObject({ value: { notes: [expect.stringMatching(/has no end: .* 36 s/)] } });
  });

  it('leaves out a last line that was cut off, and says so', () => {
    const whole = text({ at: 1, kind: 'sweepDue' }, { at: 2, kind: 'sweepDue' });
    for (let cut = 2; cut < 20; cut++) {
      const read = readJournal(whole.slice(0, -cut));
      if (!read.ok) throw new Error(read.problems[0]!.message);
      expect(read.value.entries).toHaveLength(1);
      expect(read.value.notes).toEqual([
        'Line 3, the last, is cut off and was left out.',
        expect.stringContaining('has no end'),
      ]);
    }
  });

  it('gives the events of a whole journal, each with its line', () => {
    const read = readJournal(
      text({ at: 1, kind: 'sweepDue' }, { at: 1, kind: 'placed', ...FENCE }, { end: 1 }),
    );
    expect(read).toMatchObject({
      ok: true,
      value: { entries: [{ line: 2 }, { line: 3, event: { kind: 'placed' } }], notes: [] },
    });
  });

  it('keeps unknown fields, as the program that read only format 1 did', () => {
    const read = readJournal(text({ at: 1, kind: 'sweepDue', by: 'a person' }, { end: 1 }));
    expect(read).toMatchObject({ ok: true, value: { entries: [{ line: 2 }], notes: [] } });
  });
});

describe('readJournal of format 2', () => {
  const first = headerLine(START);
  const event: SupervisorEvent = { at: 1, kind: 'sweepDue' };
  const order = { id: 1, ...FLEET, kind: 'setSweep', after: 60 };
  const written = (...lines: readonly unknown[]) =>
    first + lines.map((line) => `${JSON.stringify(line)}\n`).join('');

  it.each([
    ['no program', { program: undefined }, 'has no valid "program"'],
    ['no mode', { mode: 'sleep' }, 'has no valid "mode"'],
    ['no fleet', { fleet: {} }, 'has no valid maxCordonShare'],
    ['half a policy', { runs: HEADER.runs }, 'in its policy in its run'],
    ['a length that ends before it begins', { horizon: -1 }, 'has no valid "horizon"'],
    ['a field that means nothing', { author: 'x' }, 'a field "author" that this format'],
  ])('refuses a header with %s', (_, change, message) => {
    const header = { ...JSON.parse(first), ...change };
    const problem = problemOf(`${JSON.stringify(header)}\n`);
    expect(problem).toMatchObject({ code: 'journal.header', at: { line: 1 } });
    expect(problem.message).toContain(message);
  });

  it.each([
    [{ ...event, node: 1 }, 'a field "node" that this format does not know'],
    [{ at: 1, kind: 'repaired', node: 1, answers: 'you' }, 'has no valid answers'],
    [{ commands: [] }, 'holds commands that answer no event'],
    [{ commands: {} }, 'holds commands that answer no event'],
  ])('refuses the line %j after an answered event', (line, message) => {
    const problem = problemOf(written(event, { commands: [order] }, line));
    expect(problem).toMatchObject({ code: 'journal.line', at: { line: 4 } });
    expect(problem.message).toContain(message);
  });

  it.each([
    [{ commands: 'none' }, 'has no list of commands'],
    [{ commands: [], at: 1 }, 'a field "at" that this format'],
    [{ commands: [null] }, 'holds a command that is not a JSON object'],
    [{ commands: [{ ...order, kind: 'explode' }] }, 'unknown kind "explode"'],
    [{ commands: [{ ...order, id: undefined }] }, 'has no valid id'],
    [{ commands: [{ ...order, run: 'a' }] }, 'is about the fleet'],
    [{ commands: [{ ...order, after: -1 }] }, 'has no valid after (0 s or more)'],
    [{ commands: [{ ...order, loud: true }] }, 'a field "loud"'],
    [{ commands: [order, { id: 2, ...FENCE, run: 'c', kind: 'stop' }] }, 'names run "c"'],
    [{ commands: [{ id: 2, ...FENCE, kind: 'place', add: [8], remove: [] }] }, 'names node 8'],
    [
      { commands: [{ id: 2, ...FENCE, kind: 'launch', work: 0 }] },
      'has no valid isRollback (true or false)',
    ],
  ])('refuses the commands %j', (line, message) => {
    const problem = problemOf(written(event, line));
    expect(problem).toMatchObject({ code: 'journal.line', at: { line: 3 } });
    expect(problem.message).toContain(message);
  });

  it('distinguishes an event without commands from one that nothing followed from', () => {
    const read = readJournal(written(event, { commands: [] }, { ...event, at: 2 }, { end: 2 }));
    if (!read.ok) throw new Error(read.problems[0]!.message);
    const [answered, asked] = read.value.entries;
    expect(answered).toEqual({ line: 2, event, commands: [] });
    expect(asked).toEqual({ line: 4, event: { ...event, at: 2 } });
    expect(read.value.notes).toEqual([
      'The event of line 4 has no commands: what was ordered is not known.',
    ]);
  });

  it('covers the time up to its last event if the header gives no length', () => {
    const { horizon: _, ...open } = START;
    const read = readJournal(headerLine(open) + eventLine({ ...event, at: 5e6 }));
    expect(read).toMatchObject({ ok: true, value: { horizon: 5 } });
    const ended = readJournal(headerLine(open) + endLine(7e6));
    expect(ended).toMatchObject({ ok: true, value: { horizon: 7 } });
    expect(readJournal(first)).toMatchObject({ ok: true, value: { horizon: 0, isWhole: false } });
  });

  it('says what its supervisor began with', () => {
    const read = readJournal(first);
    if (!read.ok) throw new Error(read.problems[0]!.message);
    const { header } = read.value;
    if (header.version === 1) throw new Error('written as format 1');
    const config = supervisorOf(header);
    expect(config).toMatchObject({ mode: 'act', topology: START.topology, fleet: START.fleet });
    expect(config.runs[1]).toMatchObject({ run: 'b', policy: START.runs[1]!.policy });
    expect(config.runs[1]).not.toHaveProperty('work');
  });
});

const anyAnswered = fc
  .array(fc.record({ event: anyEvent, commands: fc.array(anyCommand, { maxLength: 3 }) }), {
    maxLength: 8,
  })
  .map((answered) => answered.sort((a, b) => a.event.at - b.event.at));
/** An upper bound for the times of all events. */
const END = 3600e6;

interface Answered {
  readonly event: SupervisorEvent;
  readonly commands: readonly Command[];
}

function textOf(answered: readonly Answered[]): string {
  const lines = answered.map(({ event, commands }) => eventLine(event) + commandsLine(commands));
  return headerLine(START) + lines.join('') + endLine(END);
}

describe('a journal', () => {
  it('comes back as it was written, whatever it says', () => {
    fc.assert(
      fc.property(anyAnswered, (answered) => {
        const read = readJournal(textOf(answered));
        if (!read.ok) throw new Error(read.problems[0]!.message);
        const entries = answered.map((each, index) => ({ line: 2 + 2 * index, ...each }));
        expect(read.value.entries).toEqual(JSON.parse(JSON.stringify(entries)));
        expect(read.value.notes).toEqual([]);
      }),
    );
  });

  it('keeps every complete line when cut off at any byte, and says what is missing', () => {
    fc.assert(
      fc.property(anyAnswered, fc.double({ min: 0, max: 1, noNaN: true }), (answered, share) => {
        const whole = new TextEncoder().encode(textOf(answered));
        const cut = Math.floor(share * whole.length);
        const left = new TextDecoder().decode(whole.subarray(0, cut));
        const lines = left.split('\n');
        // A line that lacks only its newline is still complete.
        const isWhole = new TextDecoder().decode(whole.subarray(cut, cut + 1)) === '\n';
        const count = lines.length - (isWhole ? 0 : 1);
        const read = readJournal(left);
        if (count === 0) {
          expect(read).toMatchObject({ ok: false, problems: [{ code: 'journal.header' }] });
          return;
        }
        if (!read.ok) throw new Error(read.problems[0]!.message);
        const { entries, notes, isWhole: hasEnd } = read.value;
        const lastLine = 2 + 2 * answered.length;
        expect(hasEnd).toBe(count === lastLine);
        expect(notes.some((note) => note.includes('has no end'))).toBe(!hasEnd);
        const messages = Math.min(count, lastLine - 1);
        expect(entries).toHaveLength(Math.floor(messages / 2));
        const isCut = !isWhole && lines.at(-1) !== '';
        expect(notes.some((note) => note.includes('is cut off'))).toBe(isCut);
        expect(entries.filter(({ commands }) => !commands)).toHaveLength((messages + 1) % 2);
        expect(notes.some((note) => note.includes('has no commands'))).toBe(messages % 2 === 0);
      }),
      { numRuns: 400 },
    );
  });
});

describe('journals written by earlier programs', () => {
  const golden = (name: string) => {
    const text = readFileSync(new URL(`golden/${name}.jsonl`, import.meta.url), 'utf8');
    const read = readJournal(text);
    if (!read.ok) throw new Error(read.problems[0]!.message);
    return read.value;
  };

  it('are read in format 1, events alone', () => {
    const { header, entries, horizon, notes } = golden('format-1');
    expect(header).toMatchObject({ version: 1, runs: [{}, {}, {}] });
    // It covers the time up to its last event, because programs did not write ends then.
    expect(horizon).toBe(entries.at(-1)!.event.at / 1e6);
    expect(new Set(entries.map(({ event }) => event.kind)).size).toBe(26);
    expect(entries.filter(({ commands }) => commands)).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('has no end')]);
  });

  it('are read in format 2, with the commands of the same life', () => {
    const { header, entries, notes } = golden('format-2');
    expect(header).toMatchObject({ version: 2, program: '0.1.0', mode: 'act' });
    expect(entries.map(({ event }) => event)).toEqual(
      golden('format-1').entries.map(({ event }) => event),
    );
    const commands = entries.flatMap((entry) => entry.commands ?? []);
    expect(commands).toHaveLength(414);
    expect(new Set(commands.map(({ kind }) => kind)).size).toBe(18);
    expect(notes).toEqual([expect.stringContaining('has no end')]);
  });
});
