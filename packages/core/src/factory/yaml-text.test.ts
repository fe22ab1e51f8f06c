import { describe, expect, it } from 'vitest';
import {
  EXAMPLES,
  exampleText,
  factoryOf,
  POD,
  podWith,
  problemOf,
  problemsOf,
} from './factory.fixture.ts';
import { MOST_CHARACTERS, readFactory } from './index.ts';

describe('a factory file as YAML', () => {
  it.each(['', '\n\n', '# only\n# comments', '\t', '---', 'null', '~'])(
    'says that %j is empty',
    (text) => {
      expect(problemOf(text)).toMatchObject({ code: 'file.empty', at: { line: 1 } });
    },
  );

  it.each(['hello', '- a list', '[1, 2]', '42', '"text"', '|\n  block'])(
    'wants keys, not %j',
    (text) => {
      expect(problemOf(text)).toMatchObject({ code: 'map.expected', at: { line: 1, column: 1 } });
    },
  );

  it('says what stands where keys, names or a list should, and how to write those', () => {
    expect(problemsOf(podWith('  gpus: 1016', '  - gpus: 1016'))[0]?.message).toBe(
      'Expected keys and values: gpus. A list stands here: leave out the dashes, as in "gpus: …".',
    );
    expect(problemOf('gigafactory').message).toContain(
      'Here stands "gigafactory": write "gigafactory: …" on the next line',
    );
    expect(problemsOf(podWith('  llama: ', '  - llama: '))[0]?.message).toContain(
      'a colon before each instead of the dash; here stands a list',
    );
    expect(problemsOf(podWith('name: Pod', 'name: [Pod]'))[0]?.message).toContain('not a list');
    expect(problemsOf(podWith('gpus: 1016', 'gpus: [1016]'))[0]?.message).toContain('not a list');
    expect(problemsOf(podWith('gpus: 1016', 'gpus: {1016}'))[0]?.message).toContain('"value"');
    expect(problemsOf(podWith('gpu: h100-sxm', 'gpu: { use:h100-sxm }'))[0]).toMatchObject({
      code: 'key.colon',
      message: 'A colon needs a space after it: use: h100-sxm.',
    });
    expect(problemsOf(podWith('gigafactory: 1', 'gigafactory: [1]'))[0]?.message).toBe(
      'This reads format 1, not a list: write gigafactory: 1.',
    );
  });

  it('names the entries that a short name may mean before the others', () => {
    expect(problemsOf(podWith('gpu: h100-sxm', 'gpu: a100'))[0]?.message).toMatch(
      /^There is no GPU "a100"; known: a100-sxm-80gb, a100-sxm-40gb, /,
    );
  });

  it('says where the YAML breaks, once per line', () => {
    const problems = problemsOf(podWith('gpu: h100-sxm', 'gpu: "h100-sxm'));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]).toMatchObject({ code: 'yaml.syntax', at: expect.anything() });
    expect(new Set(problems.map(({ at }) => at!.line)).size).toBe(problems.length);
    expect(problemOf(podWith('name: Pod', 'name: @Pod'))).toMatchObject({
      code: 'yaml.syntax',
      message: 'Not valid YAML: A value cannot begin with @; put it in quotes: "@Pod".',
      at: { line: 2, column: 7 },
    });
  });

  it('says that a tab cannot indent', () => {
    expect(problemsOf(podWith('  gpus: 1016', '\tgpus: 1016'))[0]).toMatchObject({
      code: 'yaml.tabs',
      at: { line: 11, column: 1 },
    });
  });

  it('reads past a byte order mark without moving the columns', () => {
    expect(factoryOf(`\uFEFF${POD}`)).toEqual(factoryOf(POD));
    expect(problemOf(`\uFEFF${POD.replace('gigafactory: 1', 'gigafactory: 2')}`).at).toEqual({
      line: 1,
      column: 14,
    });
  });

  it.each(EXAMPLES)('reads %s with Windows line ends the same', (name) => {
    const text = exampleText(name);
    expect(factoryOf(text.replaceAll('\n', '\r\n'))).toEqual(factoryOf(text));
  });

  it('keeps lines and columns with Windows line ends', () => {
    const text = podWith('gpus: 1016', 'gpus: 0').replaceAll('\n', '\r\n');
    expect(problemOf(text).at).toEqual({ line: 11, column: 9 });
  });

  it('reads one document, with or without its marks', () => {
    expect(problemsOf(`---\n${POD}...\n`)).toEqual([]);
    expect(problemOf(`${POD}---\n${POD}`)).toMatchObject({
      code: 'yaml.documents',
      at: { line: 33, column: 1 },
    });
  });

  it('refuses a key that stands twice, wherever', () => {
    expect(problemOf(podWith('  gpus: 1016', '  gpus: 1016\n  gpus: 2032'))).toEqual({
      code: 'key.duplicate',
      message: '"gpus" already stands in line 11; keep one of the two.',
      path: 'fleet.gpus',
      at: { line: 12, column: 3 },
    });
    expect(
      problemOf(podWith('gpu: h100-sxm', 'gpu: {use: h100-sxm, tdp: 1 W, tdp: 1 W}')).code,
    ).toBe('key.duplicate');
  });

  it('says what to write instead of a merge key', () => {
    expect(problemOf(podWith('  gpus: 1016', '  <<: {gpus: 8}\n  gpus: 1016'))).toMatchObject({
      code: 'key.merge',
      message: expect.stringContaining('write the keys out'),
      at: { line: 11, column: 3 },
    });
  });

  it('refuses keys that are no words', () => {
    expect(problemOf(`${POD}? [a, b]\n: 1\n`)).toMatchObject({
      code: 'key.invalid',
      at: { line: 33, column: 3 },
    });
    expect(problemOf(`${POD}? {a: b}\n: 1\n`).code).toBe('key.invalid');
    for (const key of ['1', 'true', 'null', '2026-01-01', '1.5']) {
      expect(problemOf(`${POD}${key}: 1\n`)).toMatchObject({ code: 'key.unknown', path: key });
    }
    expect(problemsOf(podWith('  llama: ', '  7: '))[0]).toMatchObject({
      code: 'name.invalid',
      at: { line: 21, column: 3 },
    });
  });

  it('refuses tags that it does not know', () => {
    expect(problemOf(podWith('gpus: 1016', 'gpus: !many 1016'))).toMatchObject({
      code: 'yaml.syntax',
      message: expect.stringContaining('!many'),
    });
  });

  it('follows aliases', () => {
    const text = podWith('gpus: 1016', 'gpus: &all 960').replace('gpus: 960', 'gpus: *all');
    expect(factoryOf(text).runs['pretrain']!.gpus.value).toBe(960);
    const map = podWith(
      'delivery:\n      takes: 16 weeks',
      'delivery: &task\n      takes: 16 weeks\n    test: *task',
    );
    expect(factoryOf(map).schedule!.tasks['test']!.takes.value).toBe(16 * 7 * 86_400);
  });

  it('says that an alias stands for nothing, even where nothing is needed', () => {
    expect(
      problemOf(podWith('gpus: 1016', 'gpus: &all 1016').replace('gpus: 960', 'gpus: *al')),
    ).toMatchObject({
      code: 'alias.unknown',
      message: 'No anchor "&al" stands before the alias "*al".',
      nearest: 'all',
      path: 'runs.pretrain.gpus',
      at: { line: 25, column: 11 },
    });
    expect(problemOf(`${POD}site: *nowhere\n`).code).toBe('alias.unknown');
  });

  it('reads a map that holds itself', () => {
    expect(problemsOf(podWith('models:', 'models: &self\n  self: *self'))[0]?.code).toBe(
      'key.unknown',
    );
    expect(problemsOf('&a [*a, *a]')[0]?.code).toBe('map.expected');
  });

  it('stops where aliases expand without end', () => {
    const wide = Array.from({ length: 300 }, (_, index) => `  k${index}: 1`).join('\n');
    const many = Array(80).fill('*m').join(', ');
    const problems = problemsOf(
      `${POD.slice(0, POD.indexOf('requirements:'))}about: &m\n${wide}\nrequirements: [${many}]\n`,
    );
    expect(problems.map(({ code }) => code)).toContain('file.problems');
    let laughs = 'a0: &a0 [x, x, x, x, x, x, x, x, x]\n';
    for (let level = 1; level < 30; level++) {
      laughs += `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]\n`;
    }
    expect(problemsOf(laughs).length).toBeLessThan(50);
  });

  it.each(['[', '{', '- ', '? ', '{a: ', '[a, ', '- - '])(
    'refuses 5,000 times %j as too deep',
    (part) => {
      expect(problemOf(part.repeat(5000))).toMatchObject({
        code: 'yaml.depth',
        at: { line: 1, column: 1 },
      });
    },
  );

  it('refuses indentation without end', () => {
    const steps = Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
    expect(problemOf(steps).code).toBe('yaml.depth');
  });

  it('refuses a file of 100 MB before it reads it', () => {
    expect(problemOf('a'.repeat(1e8))).toEqual({
      code: 'file.size',
      message: 'The file has 100,000,000 characters; a factory file has at most 250,000.',
      at: { line: 1, column: 1 },
    });
    expect(problemsOf(POD.padEnd(MOST_CHARACTERS, '#'))).toEqual([]);
    expect(problemOf(POD.padEnd(MOST_CHARACTERS + 1, '#')).code).toBe('file.size');
  });

  it('keeps the words of the parser short', () => {
    for (const problem of problemsOf('!'.repeat(100_000)))
      expect(problem.message.length).toBeLessThan(300);
  });

  it.each([
    '\0',
    '\ud800',
    '\u2028',
    '"\\u',
    "'",
    '`',
    '%YAML 9.9\n---\n',
    '&',
    '*',
    '!',
    '|',
    '>',
    '? ',
    ': ',
  ])('has an answer to %j', (text) => {
    const read = readFactory(text);
    expect(read.ok ? [] : read.problems).not.toEqual([]);
  });
});
