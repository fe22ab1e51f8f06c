import { describe, expect, it } from 'vitest';
import { factoryOf, podWith, problemsOf } from './factory.fixture.ts';

/** The pod with a program as written, and an engine. */
function withProgram(program: string, engine = '{ kind: local, nodes: 2 }'): string {
  const text = podWith('gpus: 960\n', `gpus: 960\n    program: ${program}\n`);
  return text.replace('runs:\n', `engine: ${engine}\nruns:\n`);
}

const PLACE = 'runs.pretrain.program';

describe('a program that cannot be started', () => {
  it.each([
    [
      'a line for a shell',
      '{ command: python train.py --lr 3e-4 }',
      'program.command',
      'command',
      '[python, train.py, --lr, 3e-4]',
    ],
    [
      'a line with characters of a shell',
      '{ command: "rm -rf $HOME; ls" }',
      'program.command',
      'command',
      '[rm, -rf, "$HOME;", ls]',
    ],
    ['nothing', '{ command: [] }', 'program.command', 'command', '[python, train.py]'],
    ['a nameless program', '{ command: ["", a] }', 'program.command', 'command', 'starts with'],
    ['a map as a command', '{ command: { run: a } }', 'list.expected', 'command', 'a list'],
    ['a list as an argument', '{ command: [a, [b]] }', 'text.expected', 'command.1', 'a list'],
    ['NUL', '{ command: ["a\\0b"] }', 'program.text', 'command.0', 'NUL'],
    ['no command', '{ progress: lines }', 'key.missing', '', 'command'],
    [
      'another reader of progress',
      '{ command: [a], progress: deepspeed }',
      'choice.unknown',
      'progress',
      'megatron',
    ],
    [
      'a variable of the engine',
      '{ command: [a], environment: { RANK: 3 } }',
      'program.reserved',
      'environment.RANK',
      'leave it out',
    ],
    [
      'a secret of the engine',
      '{ command: [a], environmentFrom: [GIGAFACTORY_SECRET] }',
      'program.reserved',
      'environmentFrom.0',
      'leave it out',
    ],
    [
      'a variable that no system takes',
      '{ command: [a], environment: { "A-B": 3 } }',
      'program.variable',
      'environment.A-B',
      'digits and _',
    ],
    [
      'the value of a secret',
      '{ command: [a], environmentFrom: [TOKEN=hf_x] }',
      'program.variable',
      'environmentFrom.0',
      'not the name',
    ],
    [
      'a list as a secret',
      '{ command: [a], environmentFrom: [[TOKEN]] }',
      'text.expected',
      'environmentFrom.0',
      'never stands in a file',
    ],
    [
      'one variable twice',
      '{ command: [a], environment: { T: 1 }, environmentFrom: [T] }',
      'program.twice',
      'environmentFrom',
      'keep one',
    ],
  ])('is refused: %s', (_, program, code, below, says) => {
    const problems = problemsOf(withProgram(program));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code, path: below ? `${PLACE}.${below}` : PLACE });
    expect(problems[0]!.message).toContain(says);
    expect(problems[0]!.at?.line).toBeGreaterThan(1);
  });

  it.each([
    ['another engine', '{ kind: nomad, nodes: 2 }', 'choice.unknown', 'engine.kind'],
    ['no nodes', '{ kind: local, nodes: 0 }', 'quantity.limits', 'engine.nodes'],
    [
      'no memory',
      '{ kind: local, nodes: 2, memoryPerRank: 0 GB }',
      'quantity.limits',
      'engine.memoryPerRank',
    ],
    [
      'nodes that its ranks do not fill',
      '{ kind: local, nodes: 2, ranksPerNode: 7 }',
      'engine.ranks',
      'engine.ranksPerNode',
    ],
  ])('is refused on an engine of %s', (_, engine, code, path) => {
    const problems = problemsOf(withProgram('{ command: [a] }', engine));
    expect(problems).toMatchObject([{ code, path, at: { line: expect.any(Number) } }]);
  });
});

describe('a program', () => {
  it('is a list of texts, variables and names of secrets', () => {
    const written =
      '{ command: [./train.sh, 3, "a b", "", true], environment: { LR: 3e-4, EMPTY: "" }, environmentFrom: [HF_TOKEN], progress: megatron, checkpoints: /data/x }';
    expect(factoryOf(withProgram(written)).runs['pretrain']!.program).toEqual({
      command: ['./train.sh', '3', 'a b', '', 'true'],
      environment: { LR: '3e-4', EMPTY: '' },
      environmentFrom: ['HF_TOKEN'],
      progress: 'megatron',
      checkpoints: '/data/x',
    });
  });

  it('may be told what our own programs are set by', () => {
    const { program } = factoryOf(
      withProgram('{ command: [gigafactory], environmentFrom: [GIGAFACTORY_HOME] }'),
    ).runs['pretrain']!;
    expect(program?.environmentFrom).toEqual(['GIGAFACTORY_HOME']);
  });

  it('needs no more than its command, and fewer real nodes than the run are no fault', () => {
    const factory = factoryOf(withProgram('{ command: [a] }', '{ kind: local, nodes: 1 }'));
    expect(factory.runs['pretrain']!.program).toEqual({
      command: ['a'],
      environment: {},
      environmentFrom: [],
      progress: 'lines',
    });
    expect(factory.engine).toMatchObject({ kind: 'local', nodes: { value: 1 } });
  });
});
