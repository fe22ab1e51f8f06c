import { describe, expect, it } from 'vitest';
import { factoryOf, POD, problemsOf } from './factory.fixture.ts';
import { editFactory, factorySchema } from './index.ts';
import { FILE_KEYS, keysOf } from './keys.ts';

const withScenarios = (written: string) => `${POD}scenarios:\n${written}`;

describe('scenarios of a file that are wrong by themselves', () => {
  it.each([
    ['a list', '  - B200', 'map.expected', 'scenarios', 34],
    ['a value instead of changes', '  B200: 5', 'map.expected', 'scenarios.B200', 34],
    ['a name that is taken', '  base: { site.pue: 1.2 }', 'scenario.name', 'scenarios.base', 34],
    ['no name', '  "": { site.pue: 1.2 }', 'scenario.name', 'scenarios.', 34],
    [
      'a key that no file has',
      '  B: { siet.pue: 1.2 }',
      'scenario.path',
      'scenarios.B.siet.pue',
      34,
    ],
    [
      'scenarios in a scenario',
      '  B:\n    scenarios: {}',
      'scenario.path',
      'scenarios.B.scenarios',
      35,
    ],
    ['another format', '  B: { gigafactory: 2 }', 'scenario.path', 'scenarios.B.gigafactory', 34],
    ['a path without an end', '  B: { site.: 1.2 }', 'scenario.path', 'scenarios.B.site.', 34],
    [
      'a path twice',
      '  B: { site.pue: 1.2, site.pue: 1.3 }',
      'key.duplicate',
      'scenarios.B.site.pue',
      34,
    ],
    [
      'a number with commas in braces',
      '  B: { fleet.gpus: 50,000 }',
      'key.comma',
      'scenarios.B.0',
      34,
    ],
    ['an empty sentence', '  B:\n    about: ""', 'text.expected', 'scenarios.B.about', 35],
  ])('names scenario and path of %s', (_what, written, code, path, line) => {
    const [problem] = problemsOf(withScenarios(written));
    expect(problem).toMatchObject({ code, path, at: { line } });
  });

  it('says which key was probably meant', () => {
    const [problem] = problemsOf(withScenarios('  B: { hardwar.gpu: h100-sxm }'));
    expect(problem).toMatchObject({ nearest: 'hardware.gpu' });
  });

  it('has at most a hundred scenarios', () => {
    const many = Array.from({ length: 101 }, (_, index) => `  s${index}: {}`).join('\n');
    expect(problemsOf(withScenarios(many))).toMatchObject([{ code: 'file.count' }]);
  });
});

describe('scenarios of a file', () => {
  it('are its edits as --set takes them, with their places', () => {
    const { scenarios } = factoryOf(
      withScenarios(`  "50,000 GPUs: half":
    about: Half of it
    fleet.gpus: 50,000
    hardware.gpu: { use: h100-sxm, tdp: 650 W }
    schedule.tasks.delivery.after: [installation]
    schedule.tasks.installation:
`),
    );
    expect(scenarios).toEqual({
      '50,000 GPUs: half': {
        about: 'Half of it',
        edits: {
          'fleet.gpus': '50,000',
          'hardware.gpu': '{use: h100-sxm, tdp: 650 W}',
          'schedule.tasks.delivery.after': '[installation]',
          'schedule.tasks.installation': '',
        },
        at: { line: 35, column: 5 },
        places: {
          'fleet.gpus': { line: 36, column: 17 },
          'hardware.gpu': { line: 37, column: 19 },
          'schedule.tasks.delivery.after': { line: 38, column: 36 },
          'schedule.tasks.installation': { line: 39, column: 33 },
        },
      },
    });
  });

  it('may have names of any characters', () => {
    const names = [
      'a.b',
      'B200 <>&"\'',
      '10%',
      'ünï 漢字 🚀',
      '- x',
      '#1',
      '__proto__',
      'constructor',
    ];
    const text = withScenarios(names.map((name) => `  ${JSON.stringify(name)}: {}\n`).join(''));
    expect(Object.keys(factoryOf(text).scenarios)).toEqual(names);
  });

  it('are written by path, whatever dots name and path have', () => {
    expect(keysOf('scenarios.v1.2.site.pue')).toEqual(['scenarios', 'v1.2', 'site.pue']);
    expect(keysOf('scenarios.v1.2')).toEqual(['scenarios', 'v1.2']);
    const edited = editFactory(withScenarios('  v1.2: { site.pue: 1.2 }'), {
      'scenarios.v1.2.site.pue': '1.3',
      'scenarios.v1.2.fleet.gpus': '2032',
      'scenarios.new.about': 'Another',
    });
    if (!edited.ok) throw new Error(JSON.stringify(edited.problems));
    const { scenarios } = factoryOf(edited.value);
    expect(scenarios['v1.2']!.edits).toEqual({ 'site.pue': '1.3', 'fleet.gpus': '2032' });
    expect(scenarios['new']).toMatchObject({ about: 'Another', edits: {} });
  });

  it('may change whatever the top of a file has', () => {
    const { properties } = factorySchema() as { readonly properties: object };
    expect([...FILE_KEYS].sort()).toEqual(Object.keys(properties).sort());
  });
});
