import { readFileSync } from 'node:fs';
import { OPERATIONS, type OperationName } from '@gigafactory/core/api';
import { type Notes, parseQuantity } from '@gigafactory/core/base';
import { editFactory, type Factory, readFactory } from '@gigafactory/core/factory';
import { planFactory } from '@gigafactory/core/plan';
import { DIMENSIONS } from '@gigafactory/core/study';
import { describe, expect, it } from 'vitest';

// Data only: what a row says is held against the factory file that it is about, never against what answers it.

const COLUMNS = ['question', 'operation', 'arguments', 'file', 'after'] as const;
const PACKAGED = '../../../examples/gigafactory-of-compute.yaml';
const SHEETS = [
  { name: 'build', rows: 150, isOutside: false },
  { name: 'release', rows: 150, isOutside: false },
  { name: 'build-outside', rows: 30, isOutside: true },
  { name: 'release-outside', rows: 30, isOutside: true },
  { name: 'dev', rows: 152, isOutside: false },
  { name: 'dev-outside', rows: 36, isOutside: true },
  { name: 'probe', rows: 110, isOutside: false },
  { name: 'probe-outside', rows: 65, isOutside: true },
  { name: 'voices', rows: 109, isOutside: false },
  { name: 'voices-outside', rows: 34, isOutside: true },
  { name: 'strangers', rows: 150, isOutside: false },
  { name: 'strangers-outside', rows: 40, isOutside: true },
] as const;
const NAMES = ['explain', 'plan', 'strategies', 'twin', 'optimise', 'power', 'check'] as const;

interface Call {
  readonly operation: (typeof NAMES)[number];
  readonly arguments: Record<string, unknown>;
}

interface Row {
  readonly question: string;
  /** The calls of which each is right; none for what must be refused. */
  readonly calls: readonly Call[];
  readonly file: string;
  readonly after: Call | undefined;
}

/** Cells of RFC 4180: bare, or in quotes that are doubled inside. */
function cellsOf(csv: string): string[][] {
  expect(csv.endsWith('\n')).toBe(true);
  return csv
    .slice(0, -1)
    .split('\n')
    .map((line) => {
      const cells = line.match(/(?<=^|,)(?:"(?:[^"]|"")*"|[^",]*)(?=,|$)/g) ?? [];
      expect(cells.join(','), 'a line that is not CSV').toBe(line);
      return cells.map((cell) => cell.replace(/^"(.*)"$/, '$1').replaceAll('""', '"'));
    });
}

function readSheet(name: string): { readonly header: readonly string[]; readonly rows: Row[] } {
  const csv = readFileSync(new URL(`${name}.csv`, import.meta.url), 'utf8');
  const [header, ...lines] = cellsOf(csv);
  return { header: header ?? [], rows: lines.map(rowOf) };
}

function rowOf(cells: readonly string[]): Row {
  expect(cells).toHaveLength(COLUMNS.length);
  const [question = '', operation = '', given = '', file = '', after = ''] = cells;
  return {
    question,
    calls: operation === 'none' ? refused(given) : callsOf(operation.split('|'), given.split('|')),
    file: file === '' ? PACKAGED : file,
    after: after === '' ? undefined : previousCall(after),
  };
}

function previousCall(json: string): Call {
  const { operation, arguments: given, ...others } = objectOf(JSON.parse(json));
  expect(others).toEqual({});
  return callOf(String(operation), given);
}

function callOf(name: string, given: unknown): Call {
  const operation = NAMES.find((each) => each === name);
  if (operation === undefined) throw new Error(`no operation ${name}`);
  return { operation, arguments: objectOf(given) };
}

function objectOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`no object: ${JSON.stringify(value)}`);
  }
  return Object.fromEntries(Object.entries(value));
}

function refused(given: string): readonly Call[] {
  expect(given).toBe('{}');
  return [];
}

/** Alternatives pair up; a single operation goes with all arguments. */
function callsOf(operations: readonly string[], given: readonly string[]): readonly Call[] {
  const isPaired = operations.length === given.length || operations.length === 1;
  expect(isPaired, `${operations.join('|')} with ${given.length} arguments`).toBe(true);
  return given.map((each, index) =>
    callOf(operations[index] ?? operations[0] ?? '', JSON.parse(each)),
  );
}

interface Planned {
  readonly text: string;
  readonly factory: Factory;
  readonly notes: Notes;
}
const planned = new Map<string, Planned>();

function planOf(file: string): Planned {
  const before = planned.get(file);
  if (before) return before;
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  const factory = readFactory(text);
  if (!factory.ok) throw new Error(`${file}: ${factory.problems[0]?.message}`);
  const plan = planFactory(factory.value);
  if (!plan.ok) throw new Error(`${file}: ${plan.problems[0]?.message}`);
  const made = { text, factory: factory.value, notes: plan.value.notes };
  planned.set(file, made);
  return made;
}

/** What is wrong with a call about a file, in words; nothing if it can be carried out. */
function wrongWith(file: string, { operation, arguments: given }: Call): string[] {
  const { text, factory, notes } = planOf(file);
  if (operation === 'explain') {
    const { path, ...others } = given;
    const isFigure = typeof path === 'string' && Object.hasOwn(notes, path);
    return isFigure && Object.keys(others).length === 0 ? [] : [`no figure ${String(path)}`];
  }
  const wrong = shapeProblems(operation, { text, ...given });
  if (wrong.length > 0) return wrong;
  const { run, edits = {}, over = [], rampLimit = '' } = given;
  return [
    ...(run === undefined || Object.hasOwn(factory.runs, String(run)) ? [] : [`no run ${run}`]),
    ...editProblems(text, objectOf(edits)),
    ...(Array.isArray(over) ? dimensionProblems(over) : []),
    ...rampProblems(String(rampLimit)),
  ];
}

function shapeProblems(operation: OperationName, input: Record<string, unknown>): string[] {
  const read = OPERATIONS[operation].input.safeParse(input);
  return read.success ? [] : read.error.issues.map(({ message }) => message);
}

/**
 * Two refusals are right answers, for they say what else to change: a GPU that needs another kit, and a fleet too small
 * for its run.
 */
function editProblems(text: string, edits: Record<string, unknown>): string[] {
  const written = Object.entries(edits).map(([path, value]) => [path, String(value)] as const);
  const changed = editFactory(text, Object.fromEntries(written));
  if (!changed.ok) return changed.problems.map(({ message }) => message);
  if (changed.value === text && written.length > 0) return ['edits nothing'];
  const read = readFactory(changed.value);
  if (read.ok) return [];
  const mistakes = read.problems.filter(
    ({ code, edits: kit }) => kit === undefined && code !== 'run.gpus',
  );
  return mistakes.map(({ message }) => message);
}

function dimensionProblems(over: readonly unknown[]): string[] {
  const isWhole = over.every((each) => DIMENSIONS.some((dimension) => dimension === each));
  return isWhole && new Set(over).size === over.length ? [] : [`not to search over: ${over}`];
}

function rampProblems(rampLimit: string): string[] {
  const isFine = rampLimit === '' || parseQuantity(rampLimit, 'MW/min').ok;
  return isFine ? [] : [`no ramp: ${rampLimit}`];
}

describe.each(SHEETS)('sheet $name', ({ name, rows: count, isOutside }) => {
  const { header, rows } = readSheet(name);

  it('has its columns and as many rows as it should', () => {
    expect(header).toEqual(COLUMNS);
    expect(rows).toHaveLength(count);
    expect(rows.filter(({ calls }) => (calls.length === 0) !== isOutside)).toEqual([]);
  });

  it('expects only calls that can be carried out on its files', () => {
    const wrong = rows.flatMap(({ question, file, calls, after }) =>
      [...calls, ...(after ? [after] : [])].flatMap((each) =>
        wrongWith(file, each).map((what) => `${question}: ${what}`),
      ),
    );
    expect(wrong).toEqual([]);
  }, 120_000);
});

it('asks no question twice, in any sheet', () => {
  const questions = SHEETS.flatMap(({ name }) => readSheet(name).rows).map(({ question }) =>
    question.toLowerCase().replaceAll(/[^a-z0-9]+/g, ' '),
  );
  expect(questions.filter((each, index) => questions.indexOf(each) !== index)).toEqual([]);
});

it('builds and releases on different new factories', () => {
  const [build, release] = SHEETS.map(({ name }) => {
    const files = readSheet(name).rows.map(({ file }) => file);
    return new Set(files.filter((file) => file.startsWith('factories/')));
  });
  expect(build?.size).toBeGreaterThanOrEqual(2);
  expect(release?.size).toBeGreaterThanOrEqual(2);
  expect([...(build ?? [])].filter((file) => release?.has(file))).toEqual([]);
});

it('finds a mistake of each kind', () => {
  const wrong = (operation: Call['operation'], given: Record<string, unknown>) =>
    wrongWith('factories/pilchard.yaml', { operation, arguments: given }).length > 0;
  expect(wrong('explain', { path: 'power.netwrok' })).toBe(true);
  expect(wrong('twin', { run: 'thesis-7b' })).toBe(true);
  expect(wrong('twin', { days: -1 })).toBe(true);
  expect(wrong('strategies', { rank: 2 })).toBe(true);
  expect(wrong('plan', { edits: { 'fleet.gpus': 'many' } })).toBe(true);
  expect(wrong('plan', { edits: { 'site.puee': '1.1' } })).toBe(true);
  expect(wrong('power', { rampLimit: '10 MW' })).toBe(true);
  expect(wrong('optimise', { over: ['checkpoints'] })).toBe(true);
});
