import { dispatch } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import type { Note } from '../../api/types.ts';
import { groupFields, type SchemaNode } from './fields.ts';
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
    requirements: { type: 'array' },
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
  it('leaves out sections that hold nothing', () => {
    expect(groupsOf('').map((group) => group.path)).toEqual(['', 'hardware']);
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
      expect.objectContaining({ path: 'hardware.gpu.tdp', kind: 'quantity', label: 'GPU TDP' }),
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
    const own = groupsOf(text, { [note.id]: note }).at(-1)?.groups[0];
    expect(own?.fields.map((field) => field.path)).toEqual(['models.own.layers']);
    expect(own?.foldFrom).toBe(1);
  });

  it('takes the names of a map from the file', () => {
    const runs = groupsOf('runs:\n  grok-3:\n    gpus: 8\n').at(-1);
    expect(runs?.groups.map((group) => group.title)).toEqual(['grok-3']);
    expect(runs?.groups[0]?.fields.map((field) => [field.path, field.label])).toEqual([
      ['runs.grok-3.precision', 'Precision'],
      ['runs.grok-3.gpus', 'GPUs of the run'],
    ]);
  });

  it('keeps a name together that contains a dot', () => {
    const runs = groupsOf('runs:\n  llama-3.1:\n    gpus: 8\n').at(-1);
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

  it('takes a quantity without a default for a quantity', () => {
    expect(at('operations.checkpointInterval')?.kind).toBe('quantity');
  });
});
