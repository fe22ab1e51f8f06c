import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planText } from './factory-text.ts';
import { liveTwin } from './lives.ts';

const exampleText = (name: string) =>
  readFileSync(new URL(`../../../../examples/${name}.yaml`, import.meta.url), 'utf8');

/** Of the wall time: by how much the closed form may differ from the mean of the lives, beyond twice its interval. */
const TOLERANCE = 0.004;

type Edits = Readonly<Record<string, string>>;

interface Answers {
  readonly formula: number;
  readonly twin: number;
  readonly half: number;
}

function bothOf(name: string, run: string, edits: Edits, lives: number): Answers {
  const text = exampleText(name);
  const planned = planText({ text, edits });
  const lived = liveTwin({ text, edits, run, lives });
  if (!planned.ok || !lived.ok) throw new Error(JSON.stringify([planned, lived]).slice(0, 500));
  const { ettr } = lived.value;
  return {
    formula: planned.value.plan.training[run]!.goodput,
    twin: ettr.mean,
    half: (ettr.ci95[1] - ettr.ci95[0]) / 2,
  };
}

const REPLICA = { 'resilience.recovery': 'replica' };
const COPIES = { 'resilience.memoryInterval': '1 min' };
const LOCAL = { ...COPIES, 'resilience.copies': 'local' };
const OFTEN = { reliability: '{ use: llama3-2024, rate: 0.02 /node-day }' };

const SETTINGS: readonly Edits[] = [
  {},
  REPLICA,
  { 'resilience.recovery': 'shrink', 'resilience.spares': '1' },
  { 'resilience.spares': '2' },
  COPIES,
  LOCAL,
  { ...REPLICA, ...COPIES },
  { 'hazards.duringRecovery': 'queue' },
  { 'hazards.duringRecovery': 'ignore' },
  { ...REPLICA, 'hazards.duringRecovery': 'queue', ...OFTEN },
  { 'resilience.warmStandbys': '2' },
  { 'hazards.personStops': 'byterobust-2025' },
  { 'hazards.restartSigma': '0.5' },
  { 'hazards.imbalance': '0.05', 'hazards.heat': 'llama3-2024' },
  { 'operations.checkpointInterval': '1 h' },
  OFTEN,
  { reliability: 'rsc1-2024' },
];

/** The examples as they are, and as many lives as a few seconds hold. */
const EXAMPLES = [
  ['one-pod', 'pretrain', 200],
  ['gpt3-175b-4096-a100', 'gpt3-175b', 200],
  ['train-and-serve', 'pretrain', 50],
  ['train-and-serve', 'finetune', 200],
  ['llama3-405b', 'llama3-405b', 50],
  ['gigafactory-of-compute', 'grok-3', 16],
  ['ft-hsdp-98k', 'pretrain', 16],
] as const;

describe('goodput by formula and from the twin', () => {
  it.each(EXAMPLES)('agree for %s, run %s, over %d lives', (name, run, lives) => {
    const { formula, twin, half } = bothOf(name, run, {}, lives);
    expect(Math.abs(formula - twin)).toBeLessThan(TOLERANCE + 2 * half);
  });

  it.each(SETTINGS)('agree for one pod under %j, over 200 lives', (edits) => {
    const { formula, twin, half } = bothOf('one-pod', 'pretrain', edits, 200);
    expect(Math.abs(formula - twin)).toBeLessThan(TOLERANCE + 2 * half);
  });

  it.each([
    REPLICA,
    { 'resilience.recovery': 'shrink', 'resilience.spares': '1' },
    { ...REPLICA, ...OFTEN },
  ])('agree for 16,384 GPUs under %j', (edits) => {
    const { formula, twin, half } = bothOf('llama3-405b', 'llama3-405b', edits, 16);
    expect(Math.abs(formula - twin)).toBeLessThan(TOLERANCE + 2 * half);
  });

  it('differ for what is in no formula', () => {
    const { formula, twin, half } = bothOf(
      'one-pod',
      'pretrain',
      { 'hazards.slowNodes': '0.02 /node-day' },
      100,
    );
    expect(formula - twin).toBeGreaterThan(TOLERANCE + 2 * half);
  });
});
