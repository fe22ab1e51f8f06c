import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import {
  CONTROL_ROUTES,
  dispatch,
  MODEL_ROUTES,
  OPERATIONS,
  type OperationName,
} from '../index.ts';
import {
  listTools,
  ORDERS,
  openToolbox,
  PROPOSAL_TOOL,
  runTool,
  type ToolAnswer,
} from './index.ts';

const text = readFileSync(
  join(import.meta.dirname, '../../../../..', 'examples/one-pod.yaml'),
  'utf8',
);
const NAMES = Object.keys(OPERATIONS) as OperationName[];
const TOOLS = listTools();

/** Inputs that ran, in turn. */
const asked: unknown[] = [];
const file = { text, file: 'one-pod.yaml', edits: { 'site.pue': '1.2' } };
const box = openToolbox({
  file: () => ({ ok: true, value: file }),
  answer: async (name, input) => {
    asked.push(input);
    return dispatch(name, input);
  },
});
const call = (name: string, given: unknown = {}): Promise<ToolAnswer> => box.call(name, given);
const codeOf = async (name: string, given: unknown) =>
  (await call(name, given)).problems?.[0]?.code;

describe('tools', () => {
  it('are every question and stream of the contract, and one that proposes orders', () => {
    const asks = NAMES.filter((name) => (OPERATIONS[name].kind as string) !== 'order');
    expect(TOOLS.map(({ name }) => name)).toEqual([...asks, PROPOSAL_TOOL]);
    for (const { name, kind } of TOOLS.slice(0, -1)) {
      expect(kind).toBe(OPERATIONS[name as OperationName].kind);
    }
    expect(TOOLS.at(-1)!.kind).toBe('order');
  });

  it('take what the operation takes but for the file, and two fields more', () => {
    for (const { name, input } of TOOLS.slice(0, -1)) {
      const { shape } = OPERATIONS[name as OperationName].input;
      const fields = Object.keys(shape);
      const isOfFile = fields.includes('text') && fields.includes('edits');
      const own = fields.filter((field) => !(isOfFile && /^(text|file|beside)$/.test(field)));
      expect(fields.filter((field) => field === 'only' || field === 'most')).toEqual([]);
      expect(Object.keys(input['properties'] as object)).toEqual([...own, 'only', 'most']);
      expect(input).toMatchObject({ type: 'object', additionalProperties: false });
    }
  });

  it('have names that every protocol of tools allows, and say what they do', () => {
    for (const { name, description } of TOOLS) {
      expect(name).toMatch(/^[a-z][a-z_]{1,40}$/);
      expect(description.length).toBeGreaterThan(20);
    }
  });

  it('propose every order of the control plane and of the registry', () => {
    const posted = Object.entries({ ...CONTROL_ROUTES, ...MODEL_ROUTES })
      .filter(([, { method }]) => method === 'POST')
      .map(([name]) => name);
    const proposed = Object.values(ORDERS).flatMap(({ routes }) => [...routes]);
    expect(proposed.sort()).toEqual(posted.sort());
  });
});

describe('a bad call', () => {
  it.each(['constructor', '__proto__', 'toString', 'plam', ''])(
    'of "%s" is refused',
    async (name) => {
      expect(await codeOf(name, {})).toBe('tool.unknown');
    },
  );

  it('says which tool was meant', async () => {
    expect((await call('explian')).problems).toMatchObject([{ nearest: 'explain' }]);
  });

  it.each([[[]], ['text'], [null], [7]])('with %j for arguments is refused', async (given) => {
    expect(await codeOf('plan', given)).toBe('request.invalid');
  });

  it('cannot replace the file', async () => {
    for (const field of ['text', 'file', 'beside']) {
      expect(await call('plan', { [field]: 'x' })).toMatchObject({
        problems: [{ code: 'tool.fixed', path: field }],
      });
    }
    expect(await codeOf('plan', JSON.parse('{"__proto__":{"text":"x"}}'))).toBe('request.invalid');
    expect(await codeOf('plan', JSON.parse('{"edits":{"__proto__":"x"}}'))).toBe('request.invalid');
  });

  it('is refused before it runs, though it is answered in parts', async () => {
    asked.length = 0;
    expect(await codeOf('sweep', { over: 'site.pue' })).toBe('request.invalid');
    expect(await codeOf('twin', { lives: '20' })).toBe('request.invalid');
    expect(await codeOf('twin', { replicas: 20 })).toBe('request.invalid');
    expect(asked).toEqual([]);
  });

  it('may be nested very deep', async () => {
    let deep: unknown = {};
    for (let level = 0; level < 100_000; level++) deep = { deep };
    expect(await codeOf('plan', { edits: deep })).toBe('request.depth');
  });

  it('says what an answer has where a path leads nowhere', async () => {
    expect(await call('explain', { path: 'power.facility', only: ['note.valeu'] })).toMatchObject({
      problems: [{ code: 'answer.path', nearest: 'note.value' }],
    });
    for (const path of ['__proto__', 'note.constructor', 'note.value.x', 'inputs.']) {
      expect(await codeOf('explain', { path: 'power.facility', only: [path] })).toBe('answer.path');
    }
  });

  it.each([{ only: [] }, { only: 'note' }, { most: 10 }, { most: 1e9 }, { most: '9' }])(
    'with %j is refused',
    async (given) => {
      expect(await codeOf('plan', given)).toBe('request.invalid');
    },
  );
});

describe('an answer', () => {
  it('is that of the operation, on the file and its edits', async () => {
    const whole = dispatch('explain', { ...file, path: 'power.facility' });
    expect(await call('explain', { path: 'power.facility' })).toEqual({
      value: whole.ok && JSON.parse(JSON.stringify(whole.value)),
    });
  });

  it('obeys edits of the file, and those of the call over them', async () => {
    asked.length = 0;
    await call('plan', { edits: { 'fleet.gpus': '1024' } });
    await call('plan', { edits: { 'site.pue': '1.3' } });
    expect(asked).toEqual([
      { ...file, edits: { 'site.pue': '1.2', 'fleet.gpus': '1024' } },
      { ...file, edits: { 'site.pue': '1.3' } },
    ]);
  });

  it('has problems for a mistake in what was asked, with a code', async () => {
    expect(await call('explain', { path: 'power.facilty' })).toMatchObject({
      problems: [{ code: 'explain.path', nearest: 'power.facility' }],
    });
  });

  it('is cut where it is long, and says where and how to ask for less', async () => {
    const cut = await call('plan');
    expect(cut.value).toBeUndefined();
    expect(JSON.stringify(cut.partial).length).toBeLessThanOrEqual(20_000);
    expect(cut.cut).toContainEqual({
      ...{ path: 'notes', what: 'entries' },
      ...{ kept: expect.any(Number), of: expect.any(Number) },
    });
    expect(cut.advice).toMatch(/has \d+ characters and was cut to 20000\..*"only"/);
    const more = await call('plan', { most: 1_000_000 });
    expect(Object.keys(more)).toEqual(['value']);
  });

  it('has the parts that were asked for, by path', async () => {
    const { parts } = await call('plan', { only: ['notes.power.facility.unit', 'fleet.gpus'] });
    expect(parts).toEqual({ 'notes.power.facility.unit': 'MW', 'fleet.gpus': 1016 });
  });

  it('fits the schema of its tool: whole, cut, in part and refused', async () => {
    // Clients check by one or the other.
    const dialects = [new Ajv({ strict: false }), new Ajv2020({ strict: false })];
    const calls: readonly (readonly [string, object])[] = [
      ...(['check', 'plan', 'catalogue', 'schema', 'scenarios', 'edit'] as const).map(
        (name) => [name, {}] as const,
      ),
      ['plan', { most: 1_000_000 }],
      ['plan', { only: ['fleet'] }],
      ['explain', { path: 'power.facility' }],
      ['explain', { path: 'nothing' }],
      ['twin', { lives: 2, days: 1 }],
      [PROPOSAL_TOOL, { order: 'stop', name: 'pretrain' }],
      [PROPOSAL_TOOL, { order: 'stop' }],
    ];
    for (const [name, given] of calls) {
      const { output } = TOOLS.find((tool) => tool.name === name)!;
      const answer = await call(name, given);
      for (const ajv of dialects) {
        const isValid = ajv.compile(output);
        isValid(answer);
        expect([name, isValid.errors]).toEqual([name, null]);
      }
    }
  });

  it('is about what was given where the operation has a text of its own', async () => {
    const { parts } = await call('diagram', { text: 'graph LR; a-->b', only: ['edges.0.from'] });
    expect(parts).toEqual({ 'edges.0.from': 'a' });
  });

  it('is whole for who runs the operation of a tool by itself', async () => {
    const run = async (name: 'plan', input: { text: string }) => dispatch(name, input);
    expect(await runTool('plan', {}, file, run)).toEqual(dispatch('plan', file));
  });
});

describe('a file that cannot be read', () => {
  const gone = openToolbox({
    file: async () => ({ ok: false, problems: [{ code: 'file.missing', message: 'It is gone.' }] }),
    answer: async (name, input) => dispatch(name, input),
  });

  it('is the problem of a question about it, and of no other', async () => {
    const problems = [{ code: 'file.missing' }];
    expect(await gone.call('plan', {})).toMatchObject({ problems });
    expect(await gone.call('begin', {})).toHaveProperty('value');
    expect(await gone.call(PROPOSAL_TOOL, { order: 'stop', name: 'a' })).toHaveProperty('value');
    expect(await gone.call(PROPOSAL_TOOL, { order: 'run' })).toHaveProperty('problems');
  });
});

describe('a proposal', () => {
  const commandOf = async (given: object) => {
    const { value } = await call(PROPOSAL_TOOL, given);
    return (value as { command: string } | undefined)?.command;
  };

  it('is the command that a person would type, and runs nothing', async () => {
    asked.length = 0;
    expect(await commandOf({ order: 'run', run: 'pretrain' })).toBe(
      'gigafactory run one-pod.yaml --set=site.pue=1.2 --run=pretrain',
    );
    expect(await commandOf({ order: 'scale', name: 'assistant', replicas: '1-4' })).toBe(
      'gigafactory scale assistant 1-4',
    );
    expect(await commandOf({ order: 'promote' })).toBe('gigafactory promote --back');
    expect(asked).toEqual([]);
  });

  it('lets a name or a reason do nothing else in a shell', async () => {
    const given = { order: 'stop', name: '$(reboot); a', why: "it's `bad`" };
    expect(await commandOf(given)).toBe("gigafactory stop '$(reboot); a' '--why=it'\\''s `bad`'");
    for (const name of ['-y', '--help', 'a\nb', 'a\u001b[2Jb', '', 'a\u202eb']) {
      expect(await codeOf(PROPOSAL_TOOL, { order: 'stop', name })).toBe('request.invalid');
    }
  });

  it.each([
    { order: 'stop' },
    { order: 'stop', name: 'a', node: 'b' },
    { order: 'scale', name: 'a', replicas: 'all' },
    { order: 'constructor' },
    {},
  ])('is refused for %j', async (given) => {
    expect(await codeOf(PROPOSAL_TOOL, given)).toBe('request.invalid');
  });

  it('needs a file that a command can name', async () => {
    const nameless = openToolbox({
      file: () => ({ ok: true, value: { text } }),
      answer: async (name, input) => dispatch(name, input),
    });
    expect(await nameless.call(PROPOSAL_TOOL, { order: 'run' })).toMatchObject({
      problems: [{ code: 'propose.file' }],
    });
  });
});
