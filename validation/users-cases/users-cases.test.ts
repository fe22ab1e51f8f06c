import { readdirSync, readFileSync } from 'node:fs';
import type { Problem } from '@gigafactory/core/base';
import { editFactory, readFactory } from '@gigafactory/core/factory';
import { NETWORK_FIT } from '@gigafactory/core/facts';
import { planFactory, type TrainingPlan } from '@gigafactory/core/plan';
import { describe, expect, it } from 'vitest';

const at = (file: string) => new URL(file, import.meta.url);
const read = (file: string) => readFileSync(at(file), 'utf8');

const readme = read('README.md');
const files = readdirSync(at('factories')).sort();

/** What was measured, and why our figure is wrong if it is. */
interface Case {
  readonly id: string;
  readonly source: string;
  readonly quantity: string;
  /** A number, `at least` a number, or a word. */
  readonly measured: string;
  readonly unit: string;
  readonly stillWrong?: string;
}

const cases: readonly Case[] = JSON.parse(read('cases.json'));

/** A figure further from what was measured is wrong. */
const TOLERANCE = 0.1;

const textOf = (id: string) => {
  const file = files.find((name) => name.startsWith(`${id}-`));
  if (!file) throw new Error(`no file of case ${id}`);
  return read(`factories/${file}`);
};

type Edits = Readonly<Record<string, string>>;

interface Outcome {
  readonly plan?: TrainingPlan;
  /** The first, where there is no plan. */
  readonly problem?: Problem;
  readonly edits: Edits;
}

/** The run of a case, planned; where its parts do not go together, with the edits that the refusal offers. */
function planOf(id: string, edits: Edits = {}): Outcome {
  const edited = editFactory(textOf(id), edits);
  const factory = edited.ok ? readFactory(edited.value) : edited;
  const plan = factory.ok ? planFactory(factory.value) : factory;
  if (plan.ok) return { plan: plan.value.training['r']!, edits };
  const problem = plan.problems[0]!;
  const offered = problem.code === 'hardware.kit' ? problem.edits : undefined;
  return offered && Object.keys(edits).length === 0 ? planOf(id, offered) : { problem, edits };
}

const planned = new Map(
  [...new Set(cases.map((row) => row.id))].map((id) => [id, planOf(id)] as const),
);

type Answer = number | string;

/** What we say of a quantity: a number in the unit of the row, or a word. */
function answerTo(id: string, quantity: string): Answer {
  const { plan, problem } = planned.get(id)!;
  const memory = plan?.memory ?? problem?.memory;
  switch (quantity) {
    case 'fits':
      return plan ? 'yes' : wordOf(problem!);
    case 'accepts the GPU':
    case 'accepts the model':
    case 'accepts the strategy':
    case 'accepts 64 of 72 in a domain':
      return plan ? 'yes' : 'no';
    case 'peak memory':
    case 'live memory at OOM':
      return (memory!.total - memory!.reserve) / 1e9;
    case 'logits':
      return memory!.logits / 1e9;
    case 'typed hardware':
      return isObeyed(id) ? 'obeyed' : 'ignored';
    case 'bandwidth of a NIC by the maintainer':
    case 'bandwidth of a NIC as measured':
      return (NETWORK_FIT.efficiency.value * 200) / 8;
    default:
      return speedOf(id, quantity);
  }
}

/** Only what was laid out and weighed may be said not to fit. */
function wordOf({ memory, message }: Problem): string {
  return memory && memory.over > 0 ? 'no' : message;
}

function speedOf(id: string, quantity: string): number {
  const plan = planned.get(id)!.plan!;
  const step = plan.stepTime;
  switch (quantity) {
    case 'step time':
      return step;
    case 'samples/s':
      return sequencesOf(id) / step;
    case 'tokens/s/GPU':
      return plan.tokensPerSecondPerGpu;
    case 'TFLOP/s/GPU':
      return (plan.tokensPerSecondPerGpu * plan.flopPerToken) / 1e12;
    case 'speed on 128 GPUs over 64':
      return plan.tokensPerSecondPerGpu / planned.get('18a')!.plan!.tokensPerSecondPerGpu;
    case 'H200 over it':
      return step / planned.get('21c')!.plan!.stepTime;
    default:
      throw new Error(`no figure of ours is "${quantity}"`);
  }
}

function sequencesOf(id: string): number {
  return Number(/globalBatch: (\d+)/.exec(textOf(id))![1]);
}

/** Whether a GPU with typed values trains in another time than the one of the catalogue. */
function isObeyed(id: string): boolean {
  const use = /gpu: \{ use: ([\w-]+)/.exec(textOf(id))![1]!;
  const plain = planOf(id, { 'hardware.gpu': use }).plan!;
  return plain.stepTime !== planned.get(id)!.plan!.stepTime;
}

interface Judged {
  readonly isRight: boolean;
  /** As the README writes it. */
  readonly line: string;
}

function judge({ id, quantity, measured, unit, stillWrong }: Case): Judged {
  const answer = answerTo(id, quantity);
  const least = /^at least (.*)$/.exec(measured)?.[1];
  const error = typeof answer === 'number' ? answer / Number(least ?? measured) - 1 : Number.NaN;
  const isRight =
    typeof answer === 'string'
      ? answer === measured
      : least === undefined
        ? Math.abs(error) <= TOLERANCE
        : error >= 0;
  const shown = typeof answer === 'string' ? answer : Number(answer.toPrecision(3)).toString();
  const off = typeof answer === 'string' || least ? '' : signed(error);
  const units = unit === '' ? '' : ` ${unit}`;
  const verdict = isRight ? 'right' : `**wrong**: ${stillWrong}`;
  const line = `| ${id} | ${quantity} | ${measured}${units} | ${shown}${typeof answer === 'string' ? '' : units} | ${off} | ${verdict} |`;
  return { isRight, line };
}

const signed = (share: number) => `${share < 0 ? '-' : '+'}${Math.abs(share * 100).toFixed(0)} %`;

describe('cases of users', () => {
  it('has every file in the table, and of every row the file', () => {
    const ids = [...new Set(cases.map((row) => row.id))].sort();
    expect(files.map((name) => name.split('-')[0]).sort()).toEqual(ids);
    expect(files).toHaveLength(33);
  });

  it('offers edits that plan wherever the parts of a file do not go together', () => {
    const mended = [...planned].filter(([, { edits }]) => Object.keys(edits).length > 0);
    expect(mended.map(([id]) => id)).toEqual(['11a', '11b', '11c', '21', '21c', '25']);
    expect(mended.filter(([, { plan }]) => !plan).map(([id]) => id)).toEqual([]);
    expect(planned.get('11a')?.edits).toEqual({ 'hardware.node.gpu': 'h800-sxm' });
  });

  it.each(['06a', '06c', '14b', '15a', '17b'])(
    'says of %s how many bytes are missing, and of what',
    (id) => {
      const { memory, message } = planned.get(id)!.problem!;
      const { weights, gradients, optimizer, activations, logits, reserve } = memory!;
      const parts = weights + gradients + optimizer + activations + logits + reserve;
      expect(parts).toBeCloseTo(memory!.total, -3);
      expect(memory!.over).toBeCloseTo(memory!.total - memory!.capacity, -3);
      expect(message).toMatch(/GB/);
    },
  );

  it.each(cases.map((row) => [row.id, row.quantity, row] as const))(
    '%s: %s is right, or listed as wrong with the reason',
    (_, __, row) => {
      const { isRight, line } = judge(row);
      // What has come right, or gone wrong, is to be told in cases.json and in the README.
      expect({ isRight, line }).toEqual({ isRight: !row.stillWrong, line });
      expect(readme).toContain(`${line}\n`);
    },
  );

  it('says in the README how many are right', () => {
    const right = cases.filter((row) => judge(row).isRight).length;
    expect(readme).toContain(`${right} of ${cases.length} figures are right`);
  });
});
