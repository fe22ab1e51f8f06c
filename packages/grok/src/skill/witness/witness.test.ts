import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BEFORE, beforeOf, classesOf, operationOf } from './classes.ts';
import { DIMENSIONS } from './encoder.ts';
import { WITNESS_FOLDER, Witness } from './witness.ts';

afterEach(() => vi.unstubAllGlobals());

/** A head that finds each class as likely as `odds` says, whatever it hears. */
function headOf(odds: Readonly<Record<string, number>>): Witness {
  return new Witness(
    Object.keys(odds),
    [
      { weights: new Float32Array(DIMENSIONS + BEFORE.length), bias: new Float32Array(1) },
      {
        weights: new Float32Array(Object.keys(odds).length),
        bias: Float32Array.from(Object.values(odds), Math.log),
      },
    ],
    [],
  );
}
const NOTHING = Array.from({ length: DIMENSIONS }, () => 0);

describe('a witness', () => {
  it('is not opened without its files, or with others', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'witness-'));
    await expect(Witness.open(folder)).rejects.toThrow('witness.json');
    writeFileSync(join(folder, 'witness.json'), '{"classes":["none"]}');
    writeFileSync(join(folder, 'head.safetensors'), 'no tensors');
    await expect(Witness.open(folder)).rejects.toThrow();
  });

  it('is never quite sure that a call is wrong, and knows the operation of what it never met', () => {
    const opinion = headOf({ PowerNetwork: 0.7, SetFleetGpus: 0.2, none: 0.1, twin: 1e-9 }).judge(
      NOTHING,
    );
    expect(opinion.of('{"explain":" PowerNetwork"}')).toBeCloseTo(Math.log(0.7), 5);
    expect(opinion.of('{"explain":" NeverMet"}')).toBeCloseTo(Math.log(0.7) - 5, 5);
    expect(opinion.of('{"plan":{" SetFleetGpus":" Acount"," SetNever":" B"}}')).toBeCloseTo(
      Math.log(0.2 + 0.2 * Math.exp(-5)),
      5,
    );
    expect(opinion.of('{"twin":{}}')).toBe(-7);
    expect(opinion.of('')).toBeCloseTo(Math.log(0.1), 5);
  });

  it('names the likeliest figures and places, best first, and no operation', () => {
    const odds = { none: 0.5, SetSitePue: 0.2, PowerIt: 0.15, PowerPue: 0.1, A: 0.03, B: 0.02 };
    const { likeliest } = headOf(odds).judge(NOTHING);
    expect(likeliest).toEqual(['SetSitePue', 'PowerIt', 'PowerPue', 'A']);
  });

  it('leaves to the model which figure a question goes on about', () => {
    const opinion = headOf({ PowerNetwork: 0.6, PowerIt: 0.2, none: 0.2 }).judge(
      NOTHING,
      'explain PowerIt',
    );
    expect(opinion.of('{"explain":" PowerIt"}')).toBeCloseTo(Math.log(0.8), 5);
    expect(opinion.of('{"explain":" PowerNetwork"}')).toBeCloseTo(Math.log(0.8), 5);
  });

  it('that ships is the one of its lineage, hears without a network, and tells a question from small talk', async () => {
    const facts = JSON.parse(readFileSync(join(WITNESS_FOLDER, 'witness.json'), 'utf8'));
    const head = readFileSync(join(WITNESS_FOLDER, 'head.safetensors'));
    expect(createHash('sha256').update(head).digest('hex')).toBe(facts.sha256);
    vi.stubGlobal('fetch', () => Promise.reject(new Error('there is no network')));
    const witness = await Witness.open();
    const asked = await witness.hear('how much power do the switches need');
    const chat = await witness.hear('tell me something funny about my grandmother');
    const explained = '{"explain":" PowerNetwork"}';
    const refused = '{"none":{}}';
    expect(asked.of(explained)).toBeGreaterThan(asked.of(refused));
    expect(chat.of(refused)).toBeGreaterThan(chat.of(explained));
    expect((await witness.hear('')).of(refused)).toBeLessThanOrEqual(0);
  }, 120_000);
});

describe('classes', () => {
  it('are of what a call says, and none of what is none', () => {
    expect(classesOf('')).toEqual(['none']);
    expect(classesOf('{"plan":{}}')).toEqual(['plan']);
    expect(classesOf('{"plan":{" SetSitePue":" Acount"," SetFleetGpus":" B"}}')).toEqual([
      'SetSitePue',
      'SetFleetGpus',
    ]);
    expect(classesOf('{"optimise":{"over":[" spares"]}}')).toEqual(['optimise']);
    expect(['PowerIt', 'SetSitePue', 'SettledDates', 'twin'].map(operationOf)).toEqual([
      'explain',
      'plan',
      'explain',
      'twin',
    ]);
  });

  it('know the call before by its operation', () => {
    expect([undefined, 'twin', 'explain PowerIt', 'what'].map(beforeOf)).toEqual([0, 4, 1, 0]);
  });
});
