import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { GPUS } from '../facts/index.ts';
import {
  EXAMPLES,
  exampleText,
  factoryOf,
  podWith,
  problemsOf,
  projectFile,
} from './factory.fixture.ts';
import { editFactory, factorySchema } from './index.ts';

const validate = new Ajv2020({
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
  allErrors: true,
}).compile(factorySchema());
const conforms = (text: string) => validate(parse(text));

interface SchemaNode {
  readonly description?: string;
  readonly default?: string | number;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

function fieldsOf(node: SchemaNode, path = ''): [path: string, node: SchemaNode][] {
  return Object.entries(node.properties ?? {}).flatMap(([name, field]) => {
    const below = path ? `${path}.${name}` : name;
    return [[below, field] as [string, SchemaNode], ...fieldsOf(field, below)];
  });
}

describe('factorySchema', () => {
  it('is what the file beside the examples says; node scripts/write-schema.mjs writes it', () => {
    expect(JSON.parse(projectFile('schema/factory.schema.json'))).toEqual(factorySchema());
  });

  it.each(EXAMPLES)('accepts the example %s', (name) => {
    expect([conforms(exampleText(name)), validate.errors]).toEqual([true, null]);
  });

  it.each([
    ['an unknown key', 'name: Pod', 'name: Pod\nsiet: 1'],
    ['a missing section', 'fleet:\n  gpus: 1016\n', ''],
    ['an unknown GPU', 'gpu: h100-sxm', 'gpu: h100-sxn'],
    ['a value that an entry does not have', 'gpu: h100-sxm', 'gpu: {use: h100-sxm, tpd: 650 W}'],
    ['neither a GPU nor a node', '  gpu: h100-sxm\n  node: dgx-h100\n', ''],
    ['a node of a GPU that is not there', 'node: dgx-h100', 'node: {use: dgx-h100, gpu: h100}'],
    ['values in place of those of no entry', 'fleet:', 'reliability: {jobRate: 1 1/h}\nfleet:'],
    ['no GPUs', 'gpus: 1016', 'gpus: 0'],
    ['half a GPU', 'gpus: 1016', 'gpus: 1016.5'],
    ['a duration without its unit', 'takes: 4 weeks', 'takes: 4'],
    ['a list as a quantity', 'takes: 4 weeks', 'takes: [4 weeks]'],
    ['a range of one end', 'takes: 4 weeks', 'takes: {value: 4 weeks, range: [1 week]}'],
    ['a run without an end', '    tokens: 2T tokens\n', ''],
    ['a run with two ends', 'tokens: 2T tokens', 'tokens: 2T tokens\n    compute: 1 FLOP'],
    ['a requirement without a bound', '    atMost: 2 MW\n', ''],
    ['a name that no path can hold', '  pretrain:', '  pre.train:'],
    ['another version', 'gigafactory: 1', 'gigafactory: 2'],
    ['a model without layers', 'llama: llama3-70b', 'llama: {use: llama3-70b, layers: 0}'],
    ['a stack that is not there', 'gpus: 960', 'gpus: 960\n    stack: megatron-lm-2019'],
    ['a feature that is not there', 'gpus: 960', 'gpus: 960\n    features: {fast: on}'],
    ['a command for a shell', 'gpus: 960', 'gpus: 960\n    program: {command: python train.py}'],
    ['no command', 'gpus: 960', 'gpus: 960\n    program: {command: []}'],
    ['an argument that is a list', 'gpus: 960', 'gpus: 960\n    program: {command: [a, [b]]}'],
    [
      'a variable that the engine sets',
      'gpus: 960',
      'gpus: 960\n    program: {command: [a], environment: {RANK: 1}}',
    ],
    [
      'a secret with its value',
      'gpus: 960',
      'gpus: 960\n    program: {command: [a], environmentFrom: [TOKEN=hf_x]}',
    ],
    ['an engine of no kind', 'fleet:', 'engine: {nodes: 2}\nfleet:'],
    ['an engine without nodes', 'fleet:', 'engine: {kind: local}\nfleet:'],
    ['half a real node', 'fleet:', 'engine: {kind: local, nodes: 0.5}\nfleet:'],
    ['a feature half on', 'gpus: 960', 'gpus: 960\n    features: {cudaGraphs: half}'],
  ])('refuses %s, as the reader does', (_what, passage, by) => {
    const text = podWith(passage, by);
    expect(conforms(text)).toBe(false);
    expect(problemsOf(text)).not.toEqual([]);
  });

  it('describes every key', () => {
    const silent = fieldsOf(factorySchema()).filter(([, { description }]) => !description);
    expect(silent.map(([path]) => path)).toEqual([]);
  });

  it('offers every catalogue entry with its label', () => {
    const gpu = fieldsOf(factorySchema()).find(([path]) => path === 'hardware.gpu')![1];
    for (const [name, { label }] of Object.entries(GPUS)) {
      expect(JSON.stringify(gpu)).toContain(JSON.stringify({ const: name, description: label }));
    }
  });

  it('names defaults that, written into a file, change nothing', () => {
    // A key of a section needs what else the section must have.
    const text = podWith('runs:\n', 'engine: { kind: local, nodes: 1 }\nruns:\n');
    const plain = factoryOf(text) as unknown;
    const valueAt = (tree: unknown, path: string) =>
      path.split('.').reduce((node, key) => (node as Record<string, unknown>)[key], tree);
    const defaults = fieldsOf(factorySchema()).filter((field) => field[1].default !== undefined);
    expect(defaults.length).toBeGreaterThan(15);
    for (const [path, node] of defaults) {
      const edited = editFactory(text, { [path]: String(node.default) });
      if (!edited.ok) throw new Error(JSON.stringify(edited.problems));
      expect(conforms(edited.value), path).toBe(true);
      const [before, after] = [valueAt(plain, path), valueAt(factoryOf(edited.value), path)];
      if (typeof before === 'string' || 'use' in (before as object))
        expect(after, path).toEqual(before);
      else
        expect((after as { value: number }).value, path).toBeCloseTo(
          (before as { value: number }).value,
          9,
        );
    }
  });
});
