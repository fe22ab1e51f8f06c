import { dispatch } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import type { Note } from '../../api/types.ts';
import { type Field, type FieldGroup, groupFields, type SchemaNode } from './fields.ts';
import { readWritten } from './written.ts';

const quantity = (description: string): SchemaNode => ({
  description,
  anyOf: [{ type: ['number', 'string'] }, { type: 'object', properties: { value: {} } }],
});
const schema: SchemaNode = {
  properties: {
    gigafactory: { const: 1 },
    name: { type: 'string', description: 'Name of the factory' },
    hardware: {
      description: 'What it is built from',
      properties: {
        gpu: {
          description: 'The GPU',
          anyOf: [
            { enum: ['h100', 'b200'] },
            { properties: { use: {}, tdp: quantity('tdp (W)') } },
          ],
        },
      },
    },
    models: {
      additionalProperties: {
        anyOf: [
          { enum: ['grok1'] },
          { properties: { use: {}, label: {}, layers: quantity('Layers (1)') } },
        ],
      },
    },
    runs: {
      additionalProperties: {
        properties: {
          precision: { enum: ['bf16', 'fp8'] },
          gpus: quantity('GPUs of the run (GPU)'),
        },
      },
    },
    requirements: {
      type: 'array',
      items: { properties: { claim: { type: 'string', description: 'The claim in words' } } },
    },
  },
};
const tdp: Note = {
  id: 'factory.hardware.gpu.tdp',
  label: 'GPU TDP',
  kind: 'datasheet',
  value: 700,
  unit: 'W',
};
const groupsOf = (text: string, notes = {}) =>
  groupFields(schema, { written: readWritten(text), notes });

describe('groupFields', () => {
  it('leaves out sections that hold nothing, but for those that can be added to', () => {
    const paths = groupsOf('').map((group) => group.path);
    expect(paths).toEqual(['', 'hardware', 'models', 'runs', 'requirements']);
  });

  it('shows what the file says and where', () => {
    const [top] = groupsOf('name: One pod\n');
    expect(top?.fields).toEqual([
      expect.objectContaining({
        path: 'name',
        kind: 'text',
        written: { text: 'One pod', line: 1, keys: ['name'] },
      }),
    ]);
  });

  it('puts a catalogue entry first and folds the values that it brings', () => {
    const gpu = groupsOf('hardware:\n  gpu: h100\n', { [tdp.id]: tdp })[1]?.groups[0];
    expect(gpu?.foldFrom).toBe(1);
    expect(gpu?.fields).toEqual([
      expect.objectContaining({ path: 'hardware.gpu', kind: 'choice', choices: ['h100', 'b200'] }),
      expect.objectContaining({
        path: 'hardware.gpu.tdp',
        kind: 'quantity',
        label: 'TDP',
        help: 'GPU TDP',
      }),
    ]);
  });

  it('edits the name inside an entry that is written in its long form', () => {
    const gpu = groupsOf('hardware:\n  gpu: { use: h100, tdp: 650 W }\n')[1]?.groups[0];
    expect(gpu?.fields[0]?.path).toBe('hardware.gpu.use');
  });

  it('offers a name where the long form has left it out', () => {
    const gpu = groupsOf('hardware:\n  gpu: { tdp: 650 W }\n', { [tdp.id]: tdp })[1]?.groups[0];
    expect(gpu?.fields.map((field) => field.path)).toEqual([
      'hardware.gpu.use',
      'hardware.gpu.tdp',
    ]);
  });

  it('offers no name where an entry is spelled out, with a label of its own', () => {
    const note = { ...tdp, id: 'factory.models.own.layers', label: 'Layers' };
    const text = 'models:\n  own: { label: Own, layers: 8 }\n';
    const own = groupsOf(text, { [note.id]: note }).find(({ path }) => path === 'models')
      ?.groups[0];
    expect(own?.fields.map((field) => field.path)).toEqual(['models.own.layers']);
    expect(own?.foldFrom).toBe(1);
  });

  it('takes the names of a map from the file', () => {
    const runs = groupsOf('runs:\n  grok-3:\n    gpus: 8\n').find(({ path }) => path === 'runs');
    expect(runs?.groups.map((group) => group.title)).toEqual(['grok-3']);
    expect(runs?.groups[0]?.fields.map((field) => [field.path, field.label])).toEqual([
      ['runs.grok-3.precision', 'Precision'],
      ['runs.grok-3.gpus', 'GPUs'],
    ]);
  });

  it('keeps a name together that contains a dot', () => {
    const runs = groupsOf('runs:\n  llama-3.1:\n    gpus: 8\n').find(({ path }) => path === 'runs');
    expect(runs?.groups.map(({ title, path }) => [title, path])).toEqual([
      ['llama-3.1', 'runs.llama-3.1'],
    ]);
    expect(runs?.groups[0]?.fields.at(-1)).toMatchObject({ written: { text: '8' } });
  });
});

describe('the schema of the factory file', () => {
  const answer = dispatch('schema', {});
  if (!answer.ok) throw new Error('the schema is missing');
  const real = answer.value as SchemaNode;
  const groups = groupFields(real, {
    written: readWritten('hardware:\n  gpu: h100-sxm\n'),
    notes: {},
  });
  const fields = groups.flatMap((group) => [
    ...group.fields,
    ...group.groups.flatMap((g) => g.fields),
  ]);
  const at = (path: string) => fields.find((field) => field.path === path);

  it('offers the entries of the catalogue', () => {
    expect(at('hardware.gpu')).toMatchObject({ kind: 'choice' });
    expect(at('hardware.gpu')?.choices).toContain('h100-sxm');
    expect(at('fabric.spread')?.choices).toEqual(['strict', 'minimal']);
    expect(at('site.pue')?.choices).toContain('colocation-2024');
  });

  it('takes the items of a list for entries, and the words of one for a field', () => {
    const text = `requirements:
  - { claim: Big, quantity: fleet.gpus, atLeast: 8 }
schedule:
  tasks:
    a: { takes: 1 d }
    b: { takes: 1 d, after: [a] }
`;
    const all = groupFields(real, { written: readWritten(text), notes: {} });
    const claims = all.find(({ path }) => path === 'requirements');
    expect(claims?.groups.map(({ path, title }) => [path, title])).toEqual([
      ['requirements.0', 'Big'],
    ]);
    const tasks = all.find(({ path }) => path === 'schedule')?.groups[0];
    expect(tasks?.collection).toBe('schedule.tasks');
    expect(tasks?.groups.map(({ title }) => title)).toEqual(['a', 'b']);
    const after = tasks?.groups[1]?.fields.find(({ path }) => path === 'schedule.tasks.b.after');
    expect(after?.written?.text).toBe('[a]');
  });

  it('gives no two fields one name, and offers the models of the catalogue to a run', () => {
    const giga = readWritten('runs:\n  a: { tokens: 1T }\nmodels:\n  mine: grok1\n');
    const every = (list: readonly FieldGroup[]): Field[] =>
      list.flatMap((group) => [...group.fields, ...every(group.groups)]);
    const all = every(groupFields(real, { written: giga, notes: {} }));
    const names = all.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    const model = all.find(({ path }) => path === 'runs.a.model');
    expect(model?.choices[0]).toBe('mine');
    expect(model?.choices).toContain('llama3-8b');
  });

  it('takes a quantity without a default for a quantity', () => {
    expect(at('operations.checkpointInterval')?.kind).toBe('quantity');
  });
});
