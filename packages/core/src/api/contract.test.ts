import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Answer,
  dispatch,
  OPERATIONS,
  type OperationName,
  type Operations,
  outputSchema,
} from './index.ts';

const read = (file: string) =>
  readFileSync(new URL(`../../../../${file}`, import.meta.url), 'utf8');
const text = read('examples/one-pod.yaml');
const NAMES = Object.keys(OPERATIONS) as OperationName[];

type Samples = { readonly [Name in OperationName]: Operations[Name]['input'] };

const SCENARIOS = 'scenarios:\n  Cool: { site.pue: 1.1 }\n';
const base = {
  ...{ text: `${text}${SCENARIOS}`, file: 'one-pod.yaml', edits: { 'fleet.gpus': '2032' } },
  beside: { './config.json': '{}' },
};
const factory = { ...base, scenario: 'Cool' };

/** Of a model, as it stands beside its weights. */
const CONFIG = JSON.stringify({
  ...{ architectures: ['Qwen3ForCausalLM'], model_type: 'qwen3', hidden_size: 1024 },
  ...{ intermediate_size: 3072, num_attention_heads: 16, num_key_value_heads: 8 },
  ...{ num_hidden_layers: 28, vocab_size: 151936, tie_word_embeddings: true },
});
const when = { at: 100, cause: 'a test' };
const faults = [
  { what: 'node', ...when, node: 3, detection: 'crash', repair: 60, replacesPart: true },
  { what: 'domain', ...when, domain: { kind: 'rack', index: 0 }, repair: 60 },
  { what: 'job', ...when, run: 'pretrain', detection: 'hang' },
  { what: 'slow', ...when, node: 3, factor: 2, duration: 60 },
  { what: 'bandwidth', ...when, domain: { kind: 'leaf', index: 0 }, share: 0.5, duration: 60 },
  { what: 'corruption', ...when, node: 3, latency: 60, repair: 60 },
  { what: 'doubt', ...when, run: 'pretrain', duration: 60 },
  { what: 'drain', ...when, nodes: [1, 2], duration: 60 },
  { what: 'person', ...when, run: 'pretrain' },
  { what: 'maintenance', ...when, run: 'pretrain' },
] as const;
const life = { ...factory, run: 'pretrain', seed: 3, days: 1, with: [], faults };

/** The pod, with a program and one real node. */
const REAL = base.text
  .replace('runs:\n', 'engine: { kind: local, nodes: 1 }\nruns:\n')
  .replace('    globalBatch:', '    program: { command: [train] }\n    globalBatch:');

/** With a service that has a server. */
const SERVED = `${REAL}services:
  assistant: { gpus: 16, gpusPerReplica: 8, program: { kind: vllm, model: m } }
`;

/** One page of draw.io: two nodes and what joins them. */
const DRAWN = `<mxfile><diagram name="Fabric"><mxGraphModel><root>
<mxCell id="0"/><mxCell id="1" parent="0"/>
<mxCell id="node" value="Node 1: 8 GPUs" vertex="1" parent="1"/>
<mxCell id="leaf" value="Leaf 1" vertex="1" parent="1"/><mxCell id="spine" value="Spine 1" vertex="1" parent="1"/>
<mxCell id="link" value="400G" edge="1" source="leaf" target="spine" parent="1"/>
</root></mxGraphModel></diagram></mxfile>`;

/** An input of each operation that gives every field it takes, but for a journal. */
const FULL: Samples = {
  check: factory,
  plan: factory,
  partial: factory,
  explain: { ...factory, path: 'power.facility' },
  requirements: factory,
  compare: {
    ...base,
    scenarios: ['Cool'],
    with: [{ name: 'Warm', edits: { 'site.pue': '1.4' }, text }],
  },
  sweep: {
    ...factory,
    over: [{ path: 'site.pue', from: '1.1', to: '1.4' }],
    steps: 2,
    figures: ['power.facility'],
  },
  seek: {
    ...factory,
    requirement: 'No more than 2 MW at the meter',
    over: 'site.pue',
    from: '1',
    to: '1.1',
  },
  scenarios: factory,
  levers: { ...factory, figure: 'power.facility' },
  tornado: { ...factory, figure: 'power.facility' },
  points: {
    ...factory,
    points: [{ edits: { 'site.pue': '1.1' } }],
    figures: ['power.facility'],
    requirement: 1,
    mend: true,
  },
  strategies: { ...factory, run: 'pretrain', top: 2, launch: 'megatron', rank: 1 },
  memory: { ...factory, run: 'pretrain' },
  search: { ...factory, run: 'pretrain', top: 2, part: 0, parts: 40 },
  twin: { ...life, lives: 2 },
  lives: { ...life, from: 0, before: 1 },
  optimise: { ...life, lives: 2, over: ['recovery'], objective: 'ettr' },
  record: life,
  desired: { ...factory, text: REAL, run: 'pretrain', mode: 'observe', seed: 3 },
  services: { ...factory, text: SERVED, service: 'assistant' },
  engine: { ...factory, text: REAL },
  replay: life,
  power: { ...factory, run: 'pretrain', seconds: 5, rampLimit: '10 MW/min' },
  edit: factory,
  restructure: { ...factory, change: { do: 'rename', path: 'runs.pretrain', name: 'main' } },
  begin: {
    ...{ gpu: 'h100-sxm', gpus: '64', model: 'llama3-8b', tokens: '15B' },
    ...{ start: '2027-01-04', name: 'Mine', file: 'mine.yaml' },
  },
  backtest: { csv: 'id,source\na,b\n' },
  redraw: { text: DRAWN, format: 'drawio', page: 'Fabric' },
  deviations: { ...factory, diagram: { text: DRAWN, format: 'drawio', page: 'Fabric' } },
  draft: { text: DRAWN, format: 'drawio', page: 'Fabric' },
  graph: {
    ...{ text: DRAWN, format: 'drawio', page: 'Fabric' },
    ask: { what: 'paths', from: 'Leaf 1', to: 'Spine 1', most: 3 },
  },
  diagram: { text: DRAWN, format: 'drawio', page: 'Fabric' },
  schema: {},
  catalogue: {},
};

/** What no field takes. */
const WRONG = [-3.7, Number.NaN, Number.POSITIVE_INFINITY, '', null, 1e99, { a: 1 }, [[]], true];

type Path = readonly (string | number)[];

/** Paths of all that an input consists of, the input itself left out; a whole fault's and a list's too. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, child]) =>
    pathsOf(child, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return path.length === 0 ? inner : [path, ...inner];
}

/** Parts of an input whose fields are called what the file calls them. */
const OPEN: readonly string[] = ['edits', 'beside'];

function isInOpen(path: Path): boolean {
  return path.some((key) => OPEN.includes(String(key)));
}

/** Paths of all objects whose fields are named. */
function objectsOf(value: unknown): Path[] {
  const isNamed = (path: Path) => !isInOpen(path) && typeof at(value, path) === 'object';
  return [[], ...pathsOf(value).filter((path) => isNamed(path) && !Array.isArray(at(value, path)))];
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value);
}

function replaced(value: unknown, [key, ...rest]: Path, by: unknown): unknown {
  if (key === undefined) return by;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value)
    ? [...value]
    : { ...(value as object) };
  (copy as Record<string, unknown>)[key] = replaced(at(value, [key]), rest, by);
  return copy;
}

function answerTo(name: OperationName, input: unknown): Answer<OperationName> {
  return dispatch(name, input as Operations[OperationName]['input']);
}

function expectRefused(name: OperationName, input: unknown, path?: string): void {
  const answer = answerTo(name, input);
  // What is wrong with a file is what `check` answers.
  const problems = answer.ok ? (answer.value as { problems?: unknown }).problems : answer.problems;
  expect(problems, path).not.toEqual([]);
  expect(problems, path).toMatchObject([{ code: expect.any(String) }]);
}

describe('an input', () => {
  it.each(NAMES)('of %s names every field that it takes', (name) => {
    const fields = Object.keys(OPERATIONS[name].input.shape).filter((key) => key !== 'journal');
    expect(Object.keys(FULL[name]).sort()).toEqual(fields.sort());
    expect(OPERATIONS[name].input.safeParse(FULL[name]).error).toBeUndefined();
  });

  it.each(NAMES)('of %s is refused with a field too many, at any depth', (name) => {
    const objects = objectsOf(FULL[name]);
    const field = fc.string({ minLength: 1 }).filter((key) => key !== '__proto__');
    fc.assert(
      fc.property(fc.constantFrom(...objects), field, fc.jsonValue(), (path, key, value) => {
        const object = at(FULL[name], path) as object;
        fc.pre(!Object.hasOwn(object, key) && key !== 'journal');
        const answer = answerTo(name, replaced(FULL[name], path, { ...object, [key]: value }));
        expect(answer).toMatchObject({
          ok: false,
          problems: [{ code: 'request.invalid', path: [...path, key].join('.') }],
        });
      }),
      { numRuns: 30 },
    );
  });

  it.each(NAMES)('of %s is refused with any field wrong, at any depth', (name) => {
    for (const path of pathsOf(FULL[name])) {
      for (const wrong of WRONG) {
        if (wrong === at(FULL[name], path)) continue;
        // An empty edit removes what it names, and is obeyed; an empty file that nothing names is not read.
        if (wrong === '' && isInOpen(path.slice(0, -1))) continue;
        const where = `${path.join('.')} = ${String(wrong)}`;
        const shape = OPERATIONS[name].input.safeParse(replaced(FULL[name], path, wrong));
        if (shape.error) expect(shape.error.issues[0]?.path[0], where).toBe(path[0]);
        else expectRefused(name, replaced(FULL[name], path, wrong), where);
      }
    }
  });

  it.each(['twin', 'lives', 'optimise', 'record', 'replay'] as const)(
    'of %s has one length: that of its journal or days',
    (name) => {
      const [problem] = problemsIn(answerTo(name, { ...FULL[name], journal: '{}' }));
      expect(problem).toMatchObject({ code: 'request.invalid', path: 'days' });
    },
  );
});

function problemsIn(answer: Answer<OperationName>) {
  return answer.ok ? [] : answer.problems;
}

describe('an answer', () => {
  const csv = read('validation/training-runs/measured.csv');
  const few = csv.split('\n').slice(0, 12).join('\n');

  const withBeside = NAMES.filter((name) => 'beside' in OPERATIONS[name].input.shape);

  it.each(withBeside)('of %s takes in what the file names beside it', (name) => {
    const input = FULL[name] as typeof base;
    const edits = { ...input.edits, 'runs.pretrain.model': './own.json' };
    const answer = answerTo(name, { ...input, edits, beside: { './own.json': CONFIG } });
    expect(problemsIn(answer)).toEqual([]);
    // Those that answer with problems as a value.
    if (answer.ok) expect(JSON.stringify(answer.value)).not.toContain('model.file');
  });

  it.each(NAMES)('of %s is what its schema says', (name) => {
    const input = name === 'backtest' ? { csv: few } : FULL[name];
    const answer = answerTo(name, input);
    if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
    expect(OPERATIONS[name].output.safeParse(answer.value).error?.issues ?? []).toEqual([]);
    expect(outputSchema(name)).toMatchObject({ type: 'object' });
  });

  it('to a wrong file has its name at each place', () => {
    const edits = { 'fleet.gpus': '2 MW' };
    const answer = dispatch('check', { text: 'gigafactory: 1\nname: [', file: 'a.yaml' });
    expect(answer).toMatchObject({ ok: true, value: { problems: [{ at: { file: 'a.yaml' } }] } });
    const refused = dispatch('plan', { text, file: 'a.yaml', edits });
    expect(problemsIn(refused)[0]?.at).toMatchObject({ file: 'a.yaml', line: expect.any(Number) });
    expect(problemsIn(dispatch('plan', { text, edits }))[0]?.at).not.toHaveProperty('file');
  });
});
