import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { factoryOf, podWith, problemsOf } from './factory.fixture.ts';
import { factorySchema } from './read.ts';

const validate = new Ajv2020({
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
}).compile(factorySchema());

const SLURM = 'partition: gpu, shared: /lustre/gf';
const KUBERNETES = 'namespace: ml, image: "registry.example/train:1.2", shared: /data';

function withEngine(engine: string, program = '{ command: [a] }'): string {
  const text = podWith('gpus: 960\n', `gpus: 960\n    program: ${program}\n`);
  return text.replace('runs:\n', `engine: ${engine}\nruns:\n`);
}

describe('an engine that cannot be read', () => {
  it.each([
    ['no kind', '{ nodes: 2 }', 'key.missing', 'engine', 'slurm (jobs of a Slurm cluster'],
    ['a word', 'slurm', 'map.expected', 'engine', 'kind: …'],
    ['a kind alike', '{ kind: slrum, nodes: 2 }', 'choice.unknown', 'engine.kind', 'slurm'],
    [
      'a key of another kind',
      '{ kind: local, nodes: 2, partition: gpu }',
      'key.otherKind',
      'engine.partition',
      'write kind: slurm',
    ],
    [
      'a key of two other kinds',
      '{ kind: local, nodes: 2, shared: /data }',
      'key.otherKind',
      'engine.shared',
      'a key of kind slurm and kubernetes',
    ],
    [
      'no partition',
      '{ kind: slurm, nodes: 2, shared: /data }',
      'key.missing',
      'engine',
      'partition',
    ],
    [
      'an option as a partition',
      '{ kind: slurm, partition: --wrap=x, nodes: 2, shared: /data }',
      'text.expected',
      'engine.partition',
      'a name of letters',
    ],
    [
      'a shared folder that depends on where one stands',
      '{ kind: slurm, partition: gpu, nodes: 2, shared: ./data }',
      'text.expected',
      'engine.shared',
      'an absolute path',
    ],
    [
      'a shared folder with a pattern of Slurm',
      '{ kind: slurm, partition: gpu, nodes: 2, shared: "/data/%j" }',
      'text.expected',
      'engine.shared',
      'letters, digits',
    ],
    [
      'names instead of a pattern',
      `{ kind: slurm, ${SLURM}, nodes: "n[0-7]" }`,
      'engine.nodes',
      'engine.nodes',
      'nodes: {pattern: "n[0-7]"}',
    ],
    [
      'a list of names',
      `{ kind: slurm, ${SLURM}, nodes: [n0, n1] }`,
      'engine.nodes',
      'engine.nodes',
      'nodes: {pattern: "n0,n1"}',
    ],
    [
      'a selector for Slurm',
      `{ kind: slurm, ${SLURM}, nodes: { selector: a=b } }`,
      'engine.nodes',
      'engine.nodes',
      'kubernetes',
    ],
    [
      'a pattern on one machine',
      '{ kind: local, nodes: { pattern: "n[0-7]" } }',
      'engine.nodes',
      'engine.nodes',
      'nodes: 2',
    ],
    [
      'a pattern that is none',
      `{ kind: slurm, ${SLURM}, nodes: { pattern: "n[0-" } }`,
      'text.expected',
      'engine.nodes.pattern',
      'gpu1,gpu[3-5]',
    ],
    [
      'half a core of a job',
      `{ kind: slurm, ${SLURM}, nodes: 2, cpusPerRank: 0.5 }`,
      'quantity.limits',
      'engine.cpusPerRank',
      '',
    ],
    [
      'a token itself',
      `{ kind: slurm, ${SLURM}, nodes: 2, rest: { url: "http://h:6820", tokenFrom: eyJhbGci.x.y } }`,
      'program.variable',
      'engine.rest.tokenFrom',
      'not the name of a variable',
    ],
    [
      'two tokens',
      `{ kind: slurm, ${SLURM}, nodes: 2, rest: { url: "http://h:6820", tokenFrom: T, tokenFile: /t } }`,
      'engine.token',
      'engine.rest.tokenFile',
      'keep tokenFile if it expires',
    ],
    [
      'a socket as an address',
      `{ kind: slurm, ${SLURM}, nodes: 2, rest: { url: "h:6820" } }`,
      'text.expected',
      'engine.rest.url',
      'http://',
    ],
    [
      'a namespace that Kubernetes refuses',
      '{ kind: kubernetes, namespace: My_Team, image: a, shared: /data, nodes: 2 }',
      'text.expected',
      'engine.namespace',
      'letters a to z',
    ],
  ])('is refused with what to write: %s', (what, engine, code, path, says) => {
    const text = withEngine(engine);
    const problems = problemsOf(text);
    expect(problems).toMatchObject([{ code, path, at: { line: expect.any(Number) } }]);
    expect(problems[0]!.message).toContain(says);
    // JSON Schema takes any text for a quantity, and does not count tokens.
    const isBeyondSchema = ['names instead of a pattern', 'two tokens'].includes(what);
    if (!isBeyondSchema) expect(validate(parse(text))).toBe(false);
  });

  it('says which keys to remove for another kind', () => {
    const [first, second] = problemsOf(
      withEngine('{ kind: local, nodes: 2, shared: /d, queue: q }'),
    );
    expect(first!.edits).toEqual({ 'engine.shared': '' });
    expect(second!.edits).toEqual({ 'engine.queue': '' });
  });

  it('keeps checkpoints where all nodes see them', () => {
    const program = '{ command: [a], checkpoints: /lustre/gf-old/x }';
    expect(problemsOf(withEngine(`{ kind: slurm, ${SLURM}, nodes: 2 }`, program))).toMatchObject([
      { code: 'checkpoints.notShared', path: 'runs.pretrain.program.checkpoints' },
    ]);
    const below = program.replace('gf-old', 'gf');
    expect(problemsOf(withEngine(`{ kind: slurm, ${SLURM}, nodes: 2 }`, below))).toEqual([]);
  });
});

describe('an engine', () => {
  it.each([
    [
      'a Slurm cluster by names',
      `{ kind: slurm, ${SLURM}, account: 1234, nodes: { pattern: "n[0-7,9],gpu[001-128]-a" } }`,
      { kind: 'slurm', account: '1234', nodes: { pattern: 'n[0-7,9],gpu[001-128]-a' } },
    ],
    [
      'a Slurm cluster by count, over REST',
      `{ kind: slurm, ${SLURM}, nodes: 8, gpusPerNode: 0, rest: { url: "http://h:6820", tokenFrom: JWT } }`,
      {
        nodes: { value: 8 },
        gpusPerNode: { value: 0 },
        rest: { url: 'http://h:6820', tokenFrom: 'JWT' },
      },
    ],
    [
      'a Kubernetes cluster',
      `{ kind: kubernetes, ${KUBERNETES}, queue: team, claim: scratch, context: prod, nodes: { selector: "gpu=h100,!old" } }`,
      { kind: 'kubernetes', nodes: { selector: 'gpu=h100,!old' }, claim: 'scratch' },
    ],
  ])('is %s', (_, engine, read) => {
    const text = withEngine(engine);
    expect(factoryOf(text).engine).toMatchObject(read);
    expect([validate(parse(text)), validate.errors]).toEqual([true, null]);
  });
});
