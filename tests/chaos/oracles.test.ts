import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultOf, weightsHash } from '../../scripts/lib/chaos/checkpoints.mjs';
import { Acknowledged, eventsOf } from '../../scripts/lib/chaos/journal.mjs';
import {
  differingSteps,
  readRecords,
  secondsToTraining,
} from '../../scripts/lib/chaos/records.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gigafactory-oracle-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function writeCheckpoint(step: number, files: Record<string, string>): string {
  const path = join(folder, `step-${String(step).padStart(8, '0')}`);
  mkdirSync(path, { recursive: true });
  const listed = Object.entries(files).map(([name, text]) => {
    writeFileSync(join(path, name), text);
    const sha256 = createHash('sha256').update(text).digest('hex');
    return [name, { bytes: text.length, sha256 }] as const;
  });
  const manifest = { step, files: Object.fromEntries(listed) };
  writeFileSync(join(path, 'manifest.json'), JSON.stringify(manifest));
  return path;
}

describe('a checkpoint', () => {
  const files = { 'model.safetensors': 'weights', 'tokenizer.json': '{}' };

  it('is wrong where it is missing, cut short, altered, empty or of another step', () => {
    expect(faultOf(join(folder, 'step-00000001'))).toMatch(/ENOENT/);
    const path = writeCheckpoint(7, files);
    writeFileSync(join(path, 'model.safetensors'), 'weight');
    expect(faultOf(path)).toBe('model.safetensors has 6 B, not 7');
    writeFileSync(join(path, 'model.safetensors'), 'weighty');
    expect(faultOf(path)).toBe('model.safetensors has another hash');
    expect(faultOf(writeCheckpoint(8, {}))).toBe('names no files');
    writeFileSync(join(path, 'manifest.json'), JSON.stringify({ step: 8, files: {} }));
    expect(faultOf(path)).toBe('holds step 8');
    writeFileSync(join(path, 'manifest.json'), '{');
    expect(faultOf(path)).toMatch(/JSON/);
  });

  it('is read back whole', () => expect(faultOf(writeCheckpoint(7, files))).toBeUndefined());

  it('has the hash of its weights, whatever else it holds', () => {
    const one = weightsHash(writeCheckpoint(7, files));
    expect(weightsHash(writeCheckpoint(8, { ...files, 'tokenizer.json': '[]' }))).toBe(one);
    expect(weightsHash(writeCheckpoint(8, { 'model.safetensors': 'Weights' }))).not.toBe(one);
    expect(() => weightsHash(writeCheckpoint(9, { 'a.json': '{}' }))).toThrow(/no weights/);
  });
});

describe('records', () => {
  const line = (second: number, text: string, stream = 'o') =>
    `2026-11-29T20:00:${String(second).padStart(2, '0')}.000Z ${stream} ${text}`;
  const step = (second: number, number: number, loss = '1.5') =>
    line(second, `{"step":${number},"loss":${loss},"tokens":64}`);
  const at = (second: number) => Date.parse('2026-11-29T20:00:00.000Z') + second * 1000;

  it('leaves out what is no line of the contract, and what is cut short', () => {
    const log = [line(1, 'hello'), line(2, '{"step":1,"lo'), line(3, '{"step":1}', 'e'), '', 'x'];
    expect(readRecords([log.join('\n')])).toEqual({ steps: [], checkpoints: [] });
  });

  it('puts the steps of all ranks in order, with every digit of their loss', () => {
    const { steps, checkpoints } = readRecords([
      [step(10, 1, '2.0000000000000004'), line(11, '{"checkpoint":"/c/step-1","step":1}')].join(
        '\n',
      ),
      step(9, 1, '2.0000000000000000'),
    ]);
    expect(steps.map(({ loss }) => loss)).toEqual(['2.0000000000000000', '2.0000000000000004']);
    expect(checkpoints).toEqual(['/c/step-1']);
  });

  it('finds steps whose loss differs, is missing, or was another when trained again', () => {
    const steps = (...lines: string[]) => readRecords([lines.join('\n')]).steps;
    const whole = steps(step(10, 1), step(11, 2), step(12, 3));
    expect(
      differingSteps(whole, steps(step(20, 1), step(21, 2), step(22, 2), step(23, 3))),
    ).toEqual([]);
    const wrong = steps(step(20, 1, '1.50'), step(21, 2), step(22, 2, '1.6'));
    expect(differingSteps(whole, wrong)).toEqual([1, 2, 3]);
  });

  it('times a kill to the end of the step that it delayed', () => {
    const { steps } = readRecords([
      [step(10, 4), step(11, 5), step(15, 5), step(16, 6)].join('\n'),
      [step(11, 5), step(15, 5), step(16, 6)].join('\n'),
    ]);
    expect(secondsToTraining(steps, at(12))).toBe(3);
    // The line of step 5 was on its way already: step 5 of the next attempt is no news, step 6 is.
    expect(secondsToTraining(steps, at(10.5))).toBe(5);
    expect(secondsToTraining(steps, at(15.5))).toBeUndefined();
  });
});

describe('a journal', () => {
  const told = [
    { offset: 4, event: { at: 0, kind: 'requested', run: 'a' } },
    { offset: 9, event: { at: 7, kind: 'placed', run: 'a' } },
  ];
  const header = '{"format":"gigafactory-journal","version":2}';
  const journal = [
    header,
    '{"at":0,"run":"a","kind":"requested"}',
    '{"commands":[]}',
    '{"at":5,"kind":"checkpointed","work":3}',
    '{"at":7,"run":"a","kind":"placed"}',
    '',
  ].join('\n');

  it('has lost what it does not hold, or holds in another order', () => {
    const acknowledged = new Acknowledged();
    for (const entry of told) acknowledged.add(entry);
    expect(acknowledged.lostFrom(header)).toHaveLength(2);
    const turned = journal.split('\n').reverse().join('\n');
    expect(acknowledged.lostFrom(turned)).toHaveLength(1);
  });

  it('has lost what it told otherwise at the same place', () => {
    const acknowledged = new Acknowledged();
    for (const entry of told) acknowledged.add(entry);
    acknowledged.add({ offset: 9, event: { at: 7, kind: 'placed', run: 'b' } });
    expect(acknowledged.lostFrom(journal)).toHaveLength(2);
  });

  it('holds what was told, with its fields in any order, and told again', () => {
    const acknowledged = new Acknowledged();
    const note = { offset: 5, event: { at: 0, kind: 'note', text: 'x' } };
    for (const entry of [...told, note, ...told]) acknowledged.add(entry);
    expect(acknowledged.lostFrom(journal)).toEqual([]);
    expect([acknowledged.count, acknowledged.last]).toEqual([2, 9]);
    expect(eventsOf(journal).map(({ kind }) => kind)).toEqual([
      'requested',
      'checkpointed',
      'placed',
    ]);
  });
});
