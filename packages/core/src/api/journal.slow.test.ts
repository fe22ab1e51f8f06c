import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dispatch, type OperationName, type Operations } from './index.ts';

const example = (name: string) =>
  readFileSync(new URL(`../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
const POD = example('one-pod');
/** With failures by the hour. */
const LARGE = example('gigafactory-of-compute');
/** Failures of all kinds. */
const ROUGH = {
  'hazards.slowNodes': '0.002/node-day',
  'hazards.domains': 'on',
  'hazards.personStops': '0.1',
};

function answered<Name extends OperationName>(name: Name, input: Operations[Name]['input']) {
  const answer = dispatch(name, input);
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value;
}

interface Lived {
  readonly text?: string;
  readonly edits?: Readonly<Record<string, string>>;
  readonly seed?: number;
  readonly days?: number;
}

function record({ text = LARGE, edits = {}, seed = 1, days = 2 }: Lived = {}) {
  const input = { text, days, seed, edits };
  const { lives } = answered('lives', { ...input, from: 0, before: 1 });
  return { ...answered('record', input), run: lives[0]!.runs[0]! };
}

function replayed(journal: string, edits: Readonly<Record<string, string>> = {}) {
  return answered('twin', { text: LARGE, journal, edits, lives: 2 });
}

describe('a journal', () => {
  it.each([1, 2])('replayed under its own policy gives its own life, seed %i', (seed) => {
    const { journal, run } = record({ edits: ROUGH, seed });
    const twin = replayed(journal, ROUGH);
    const ettr = run.account.useful / run.elapsed;
    const failures = Object.values(run.interruptions).reduce((sum, count) => sum + count, 0);
    expect(failures).toBeGreaterThan(50);
    expect(twin.horizon).toBe(2 * 86_400);
    // What a slow node was really like, and failures of nodes that recover by themselves, are guessed.
    expect(Math.abs(twin.ettr.mean - ettr)).toBeLessThan(0.02);
    expect(Math.abs(twin.interruptions.unexpected.mean / failures - 1)).toBeLessThan(0.05);
    expect(twin.interruptions.planned.mean).toBe(run.planned);
  });

  it('that was truncated anywhere is compared over the time that it covers, with a note', () => {
    const { journal } = record({ text: POD, days: 30, seed: 3 });
    const compare = (text: string) =>
      answered('twin', { text: POD, journal: text, lives: 2 }).journal!;
    const whole = compare(journal);
    expect(whole.isWhole).toBe(true);
    for (const share of [0.1, 0.25, 0.5, 0.75, 0.9, 0.99]) {
      const { isWhole, then, difference, notes } = compare(
        journal.slice(0, Math.floor(journal.length * share)),
      );
      expect(isWhole).toBe(false);
      expect(notes.some((note) => note.includes('has no end'))).toBe(true);
      expect(then.elapsed).toBeLessThanOrEqual(whole.then.elapsed);
      // Under its own policies: nothing is gained or lost.
      expect(difference[0]).toBeLessThan(0.01);
      expect(difference[1]).toBeGreaterThan(-0.01);
    }
  });

  it('replays plain failures all but exactly', () => {
    const { journal, run } = record();
    const { ettr, journal: report } = replayed(journal);
    expect(report!.then.failures).toBeGreaterThan(50);
    expect(Math.abs(ettr.mean - run.account.useful / run.elapsed)).toBeLessThan(0.002);
  });

  it('says of then what the life came to, between its bounds', () => {
    for (const seed of [1, 2, 3]) {
      const { journal, run } = record({ edits: ROUGH, seed, days: 1 });
      const { then } = replayed(journal, ROUGH).journal!;
      const ettr = run.account.useful / run.elapsed;
      expect(then.elapsed).toBeCloseTo(run.elapsed / 1e6, 6);
      expect(then.ettr[0]).toBeLessThanOrEqual(ettr + 1e-9);
      expect(then.ettr[1]).toBeGreaterThanOrEqual(ettr - 1e-9);
    }
  });

  it('tells what another policy would have made of it', () => {
    const { journal } = record();
    const difference = (recovery: string) =>
      replayed(journal, { 'resilience.recovery': recovery }).journal!.difference[1];
    expect(difference('replica')).toBeGreaterThan(0.005);
    expect(difference('repair')).toBeLessThan(-0.05);
    const rarely = replayed(journal, { 'operations.checkpointInterval': '8 min' });
    expect(rarely.lost.rework.mean).toBeGreaterThan(2 * replayed(journal).lost.rework.mean);
  });

  it('has nothing to draw but repairs and restarts', () => {
    const { journal } = record({ edits: ROUGH });
    expect(replayed(journal).ettr.sd).toBe(0);
  });

  it('is refused with its line, and where its runs are not those of the file', () => {
    const { journal } = record({ text: POD, days: 1 });
    const lines = journal.split('\n');
    const broken = [lines[0], 'x', ...lines.slice(1)].join('\n');
    expect(dispatch('twin', { text: POD, journal: broken })).toMatchObject({
      problems: [{ code: 'journal.line', at: { line: 2 } }],
    });
    const [header = '', ...rest] = journal.split('\n');
    expect(dispatch('twin', { text: POD, journal: `${header}\n` })).toMatchObject({
      problems: [{ code: 'journal.empty' }],
    });
    expect(rest.at(-2)).toMatch(/^{"end":\d+}$/);
    const other = journal.replaceAll('pretrain', 'finetune');
    expect(dispatch('twin', { text: POD, journal: other })).toMatchObject({
      problems: [{ code: 'run.unknown' }],
    });
    const chosen = { text: POD, journal: other, run: 'pretrain', with: [] };
    expect(dispatch('twin', chosen)).toMatchObject({ problems: [{ code: 'journal.runs' }] });
  });

  it('leaves out what struck nodes that the fleet lacks, and says so', () => {
    const { journal } = record({ edits: ROUGH, days: 8 });
    const few = replayed(journal, { ...ROUGH, 'resilience.spares': '1 node' });
    expect(few.journal!.notes.join(' ')).toMatch(
      /struck nodes that this fleet of 12289 does not have/,
    );
  });

  it('is replayed the same in format 1, which had no commands', () => {
    const { journal } = record({ text: POD, days: 20 });
    const [first = '', ...lines] = journal.split('\n');
    const { program: _, mode: __, ...header } = JSON.parse(first);
    const events = lines.filter((line) => !line.startsWith('{"commands"'));
    const old = [JSON.stringify({ ...header, version: 1 }), ...events].join('\n');
    const twin = (text: string) => answered('twin', { text: POD, journal: text, lives: 2 });
    expect(events.length).toBeLessThan(lines.length);
    expect(twin(old)).toEqual(twin(journal));
  });

  it('tells where the supervisor of today would decide otherwise than that which wrote it', () => {
    const { journal } = record({ text: POD, days: 1 });
    const other = journal
      .replace('"program":"', '"program":"0.0.9-')
      .replace(/"kind":"launch".*?"interval":/, '$&1');
    const notesOf = (text: string) =>
      answered('twin', { text: POD, journal: text, lives: 2 }).journal!.notes;
    expect(notesOf(journal)).toEqual([]);
    const [note, ...rest] = notesOf(other);
    expect(note).toMatch(
      /^Version 0\.0\.9-.* to "placed" in line \d+ the supervisor of this version/,
    );
    expect(rest).toEqual([]);
  });
});
