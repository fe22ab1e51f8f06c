import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../base/index.ts';
import { dispatch } from './index.ts';

const read = (file: string) =>
  readFileSync(new URL(`../../../../examples/${file}.yaml`, import.meta.url), 'utf8');
const POD = read('one-pod');
const GIGA = read('gigafactory-of-compute');
const SERVED = read('train-and-serve');

function problemsOf(text: string, edits: Readonly<Record<string, string>>): readonly Problem[] {
  const answer = dispatch('check', { text, edits });
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value.problems;
}

type Case = readonly [
  text: string,
  edits: Readonly<Record<string, string>>,
  code: string,
  fixes: number,
];

/** A mistake of each kind, the code of its problem, and in how many ways it can be mended. */
const MISTAKES: readonly Case[] = [
  [POD, { 'hardware.gpu': 'b200-sxm' }, 'hardware.kit', 1],
  [POD, { 'hardware.gpu': 'b200' }, 'gpu.unknown', 1],
  [POD, { 'hardware.gpu': 'h100' }, 'gpu.unknown', 2],
  [POD, { 'fleet.gpus': '1,017' }, 'fleet.nodes', 2],
  [POD, { 'hardware.rack.nodesPerRack': '20' }, 'hardware.kit', 1],
  [POD, { 'hardware.switch.ports': '63' }, 'switch.ports', 2],
  [POD, { fleet: '' }, 'key.missing', 1],
  [POD, { hardware: '' }, 'key.missing', 1],
  [POD, { 'fabric.spraed': 'strict' }, 'key.unknown', 2],
  [POD, { 'site.colour': 'red' }, 'key.unknown', 1],
  [POD, { 'hardware.node.tdp': '10 kW' }, 'key.unknown', 1],
  [POD, { 'operations.recoveryTime': '10' }, 'quantity.syntax', 1],
  [POD, { 'hardware.gpu.tdp': '700 wats' }, 'quantity.unit', 1],
  [GIGA, { 'fleet.gpus': '50,000' }, 'run.gpus', 2],
  [GIGA, { 'fleet.gpus': '1,000,000', 'hardware.switch.ports': '32' }, 'fabric.size', 2],
  [GIGA, { 'runs.grok-3.model': 'grok-2x' }, 'model.unknown', 1],
  [GIGA, { 'runs.grok-3.gpus': '98,300' }, 'run.nodes', 2],
  [GIGA, { 'runs.grok-3.tokens': '15T tokens' }, 'run.length', 2],
  [GIGA, { 'runs.grok-3.compute': '' }, 'run.length', 1],
  [GIGA, { 'runs.grok-3.sequenceLength': '' }, 'key.missing', 1],
  [GIGA, { 'runs.grok-3.precision': 'fp16' }, 'choice.unknown', 1],
  [GIGA, { 'runs.grok-3.strategy': '{tp: 7, pp: 5}' }, 'strategy.divide', 1],
  [GIGA, { 'schedule.tasks.commissioning.after.0': 'switchgaer' }, 'task.unknown', 2],
  [GIGA, { 'requirements.0.quantity': 'power.facilty' }, 'requirement.quantity', 1],
  [GIGA, { 'requirements.6.quantity': 'twin.grok3.duration' }, 'requirement.quantity', 1],
  [GIGA, { 'requirements.6.quantity': 'twin.grok-3.duratoin' }, 'requirement.quantity', 1],
  [GIGA, { 'requirements.5.atLeast': '2025-01-01' }, 'requirement.bounds', 2],
  [GIGA, { schedule: '' }, 'requirement.absent', 1],
  [SERVED, { 'services.assistant.gpus': '1,020' }, 'service.replicas', 2],
  [SERVED, { 'services.assistant.gpusPerReplica': '12' }, 'service.nodes', 2],
  [SERVED, { 'services.assistant.gpus': '16,384' }, 'service.gpus', 1],
  ['gigafactory: 2\nhardware: {gpu: h100-sxm}\nfleet: {gpus: 64}\n', {}, 'version.unknown', 1],
];

describe('the fixes of a problem', () => {
  it.each(MISTAKES)('mend it: %#', (text, edits, code, count) => {
    const problems = problemsOf(text, edits);
    const problem = problems.find((each) => each.code === code);
    expect(problem?.code, JSON.stringify(problems)).toBe(code);
    const fixes = problem?.fixes ?? [];
    expect(fixes.length, JSON.stringify(fixes)).toBeGreaterThanOrEqual(count);
    for (const fix of fixes) {
      const left = problemsOf(text, { ...edits, ...fix.edits });
      const same = left.filter((each) => each.code === code && each.path === problem?.path);
      expect(same, `${fix.label}: ${JSON.stringify(fix.edits)}`).toEqual([]);
    }
  });
});
