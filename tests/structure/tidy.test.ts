import { describe, expect, it } from 'vitest';
import {
  FEWEST_LINES,
  findCrumbs,
  findDeadFiles,
  findEscapes,
  findLeftOvers,
  findLongFiles,
  findLongFunctions,
  findLongParameterLists,
  findPrivatePaths,
  findSilentTests,
  MOST_FUNCTION_LINES,
  MOST_LINES,
  MOST_PARAMETERS,
} from './tidy-rules.ts';
import { isTest, packageSources, readTree, type SourceFile, showViolations } from './tree.ts';

/** From where a package is entered: its index, its program, its worker or its page's script. */
const ENTRIES =
  /^packages\/((core|grok)\/src\/(\w+|control\/protocol\/conformance|export\/report|api\/tools|diagram\/generate)\/index|server\/src\/index|server\/src\/(operate|doctor|mcp)\/index|grok\/src\/teach\/main|cli\/src\/(index|main)|trainer\/src\/(main|program|(tokenizer|decoder|checkpoint)\/index)|console\/src\/main)\.tsx?$/;
const CODE = ['.ts', '.tsx', '.css', '.mjs'];
const PROSE = ['.md', '.json', '.yaml', '.yml'];

const code = ['packages', 'tests', 'scripts', 'validation', 'e2e', 'bench'].flatMap((folder) =>
  readTree(folder, CODE),
);
const typescript = code.filter(({ path }) => /\.tsx?$/.test(path));

function file(text: string, path = 'packages/core/src/base/a.ts'): SourceFile {
  return { path, text };
}

describe('findLongFiles', () => {
  it('draws the line after the last allowed line', () => {
    expect(findLongFiles([file('x\n'.repeat(MOST_LINES))])).toEqual([]);
    expect(findLongFiles([file('x\n'.repeat(MOST_LINES + 1))])).toHaveLength(1);
  });

  it('finds none', () => {
    expect(showViolations(findLongFiles(code))).toBe('');
  });
});

describe('findCrumbs', () => {
  const reader = file("import { a } from './a.ts';", 'packages/core/src/base/b.ts');

  it('draws the line after the largest crumb', () => {
    expect(findCrumbs([file('x\n'.repeat(FEWEST_LINES)), reader])).toHaveLength(1);
    expect(findCrumbs([file('x\n'.repeat(FEWEST_LINES + 1)), reader])).toEqual([]);
  });

  it.each(['c.ts', 'index.ts', 'a.test.ts'])('lets stand what %s reads too', (name) => {
    const other = { ...reader, path: `packages/core/src/base/${name}` };
    expect(findCrumbs([file('x'), reader, other])).toEqual([]);
  });

  it('finds none in core, server and command line', () => {
    const files = packageSources().filter(({ path }) => !path.startsWith('packages/console/'));
    expect(showViolations(findCrumbs(files))).toBe('');
  });
});

describe('findLongFunctions', () => {
  it('counts from the first line to the last', () => {
    const body = 'step();\n'.repeat(MOST_FUNCTION_LINES - 2);
    expect(findLongFunctions(file(`function f() {\n${body}}`))).toEqual([]);
    expect(findLongFunctions(file(`const f = () => {\n${body}more();\n}`))).toHaveLength(1);
  });

  it('finds none outside tests', () => {
    const files = typescript.filter(({ path }) => !isTest(path));
    expect(showViolations(files.flatMap(findLongFunctions))).toBe('');
  });
});

describe('findLongParameterLists', () => {
  const most = Array.from({ length: MOST_PARAMETERS }, (_, index) => `p${index}: T`).join();

  it.each([
    ['function f(LIST) {}', 'f'],
    ['const f = (LIST) => 1', 'f'],
    ['const all = { f: async function (LIST) {} }', 'f'],
    ['class C { f(LIST) {} }', 'f'],
    ['class C { constructor(LIST) {} }', 'constructor'],
    ['interface I { f(LIST): T }', 'f'],
    ['type F = (LIST) => T', 'F'],
    ['each((LIST) => 1)', 'a function'],
  ])('draws the line after the last allowed parameter in %s', (text, name) => {
    const found = (list: string) => findLongParameterLists(file(text.replace('LIST', list)));
    expect(found(most)).toEqual([]);
    for (const oneMore of ['last?: T', 'last = 1', '{ last }: T', '...rest: T[]']) {
      const [violation, ...others] = found(`${most}, ${oneMore}`);
      expect(violation?.message).toContain(`gives ${name} ${MOST_PARAMETERS + 1} parameters`);
      expect(others).toEqual([]);
    }
  });

  it('counts neither types nor what a call hands over', () => {
    expect(findLongParameterLists(file('f<A, B, C, D, E, F>(1, 2, 3, 4, 5, 6)'))).toEqual([]);
    expect(findLongParameterLists(file('function f<A, B, C, D, E, F>() {}'))).toEqual([]);
  });

  it('finds none outside tests', () => {
    const files = packageSources().filter(({ path }) => !isTest(path));
    expect(showViolations(files.flatMap(findLongParameterLists))).toBe('');
  });
});

describe('findLeftOvers', () => {
  const note = ['TO', 'DO'].join('');

  it('finds notes to oneself and silenced compilers in comments only', () => {
    expect(findLeftOvers(file(`// ${note} later`))).toHaveLength(1);
    expect(findLeftOvers(file('// @ts-expect-error\nlet x'))).toHaveLength(1);
    expect(findLeftOvers(file(`/* ${note} */ a {}`, 'packages/console/src/a.css'))).toHaveLength(1);
    expect(findLeftOvers(file(`const text = '${note}'`))).toEqual([]);
  });

  it('finds none', () => {
    expect(showViolations(code.flatMap(findLeftOvers))).toBe('');
  });
});

describe('findEscapes', () => {
  it.each(['let x: any', 'const x = y as any', 'type X = any[]', 'export default 1'])(
    'refuses %s',
    (text) => {
      expect(findEscapes(file(text))).toHaveLength(1);
    },
  );

  it('lets a tool have the default export that it asks for', () => {
    expect(findEscapes(file('export default {}', 'vitest.config.ts'))).toEqual([]);
  });

  it('finds none', () => {
    expect(showViolations(typescript.flatMap(findEscapes))).toBe('');
  });
});

describe('findPrivatePaths', () => {
  const home = ['', 'home', 'ann'].join('/');

  it('finds a path of one machine, not an address or a relative path', () => {
    expect(findPrivatePaths(file(`see ${home}/x.ts`))).toHaveLength(1);
    expect(findPrivatePaths(file(`open("${home}")`))).toHaveLength(1);
    expect(findPrivatePaths(file(`https://example.org${home}`))).toEqual([]);
    expect(findPrivatePaths(file(`..${home}`))).toEqual([]);
  });

  it('finds none', () => {
    const prose = ['docs', 'examples', 'validation', 'packages'].flatMap((folder) =>
      readTree(folder, PROSE),
    );
    expect(showViolations([...code, ...prose].flatMap(findPrivatePaths))).toBe('');
  });
});

describe('findSilentTests', () => {
  const silent = file("it('runs', () => { run(); })", 'packages/core/src/base/a.test.ts');
  const suite = file('export const check = () => expect(1)', 'packages/core/src/base/suite.ts');
  const shared = file("import { check } from './suite.ts'", 'packages/core/src/base/b.test.ts');

  it('finds a test without an assertion, its own or a shared one', () => {
    expect(findSilentTests([silent, suite, shared]).map(({ path }) => path)).toEqual([silent.path]);
  });

  it('finds none', () => {
    expect(showViolations(findSilentTests(typescript))).toBe('');
  });
});

describe('findDeadFiles', () => {
  const index = file("export * from './a.ts'", 'packages/core/src/base/index.ts');
  const used = file('export const a = 1', 'packages/core/src/base/a.ts');
  const dead = file("import './a.ts'", 'packages/core/src/base/dead.ts');
  const test = file("import './dead.ts'", 'packages/core/src/base/dead.test.ts');

  it('finds a file that only its test uses', () => {
    expect(findDeadFiles([index, used, dead, test], ENTRIES).map(({ path }) => path)).toEqual([
      dead.path,
    ]);
  });

  it('finds none', () => {
    expect(showViolations(findDeadFiles(packageSources(), ENTRIES))).toBe('');
  });
});
