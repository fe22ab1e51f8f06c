import { readFileSync } from 'node:fs';
import type { Problem } from '../base/index.ts';
import { type Factory, readFactory } from './index.ts';

export const EXAMPLES = ['one-pod', 'llama3-405b', 'gigafactory-of-compute', 'grok-nano'];

/** The text of a file of the project. */
export function projectFile(path: string): string {
  return readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
}

export function exampleText(name: string): string {
  return projectFile(`examples/${name}.yaml`);
}

/** A small valid file, which tests spoil. */
export const POD = `gigafactory: 1
name: Pod
hardware:
  gpu: h100-sxm
  node: dgx-h100
  rack: superpod-h100
  switch: qm9700
  nodeOptic: 400g-sr4
  switchOptic: 800g-2xsr4
fleet:
  gpus: 1016
schedule:
  start: 2026-01-05
  tasks:
    delivery:
      takes: 16 weeks
    installation:
      takes: 4 weeks
      after: [delivery]
models:
  llama: llama3-70b
runs:
  pretrain:
    model: llama
    gpus: 960
    sequenceLength: 8192
    globalBatch: 960
    tokens: 2T tokens
requirements:
  - claim: Small
    quantity: power.facility
    atMost: 2 MW
`;

/** The pod with one passage replaced; throws if there is no such passage. */
export function podWith(passage: string, by: string): string {
  if (!POD.includes(passage)) throw new Error(`the pod has no "${passage}"`);
  return POD.replace(passage, () => by);
}

export function problemsOf(text: string): readonly Problem[] {
  const read = readFactory(text);
  return read.ok ? [] : read.problems;
}

/** The only problem of a text. */
export function problemOf(text: string): Problem {
  const problems = problemsOf(text);
  if (problems.length !== 1) throw new Error(`not one problem: ${JSON.stringify(problems)}`);
  return problems[0]!;
}

export function factoryOf(text: string): Factory {
  const read = readFactory(text);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}
