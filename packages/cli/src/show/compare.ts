import type { ComparedFigure, ComparedScenario, ScenarioComparison } from '@gigafactory/core/api';
import { amount, signedShare } from '../text/amount.ts';
import { type CsvCell, toCsv } from '../text/csv.ts';
import type { Paint } from '../text/paint.ts';
import { setOptions } from '../text/set-options.ts';
import { type Cell, table } from '../text/table.ts';
import { hang } from '../text/wrap.ts';
import { verdictCell } from './requirements.ts';

/** Names of scenarios are cut to this length in the heads of columns. */
const LONGEST_HEAD = 18;
/** What is left for the names of figures, and the gap between columns. */
const NAMES = 30;
const GAP = 2;
/** Indent of what is said of a scenario. */
const DEEPER = 4;

/** Scenarios, figures and verdicts side by side, in as many tables as the width needs. */
export function showComparison(compared: ScenarioComparison, paint: Paint): string[] {
  const { scenarios, figures, requirements, leftOut } = compared;
  const cells = scenarios.map((scenario, index) => [
    headOf(scenario),
    ...figures.map((figure) => valueCell(figure, index)),
  ]);
  return [
    paint('bold', 'Scenarios'),
    ...scenarios.slice(1).flatMap((scenario) => showScenario(scenario, paint)),
    ...(leftOut.length > 0
      ? [`  Left out: ${leftOut.join(', ')}; name them with --scenario.`]
      : []),
    ...groupsOf(cells, paint.width - NAMES).flatMap((shown) => [
      '',
      ...showFigures(figures, [cells[0]!, ...shown], paint),
    ]),
    '',
    paint('bold', 'Requirements'),
    ...showVerdicts(scenarios, requirements, paint),
  ];
}

type Cells = readonly string[];

/** The columns of scenarios in groups that fit beside the base. */
function groupsOf([base = [], ...others]: readonly Cells[], room: number): Cells[][] {
  const groups: Cells[][] = [];
  let left = 0;
  for (const column of others) {
    const width = widthOf(column);
    if (groups.length === 0 || left < width) {
      groups.push([]);
      left = room - widthOf(base);
    }
    groups.at(-1)!.push(column);
    left -= width;
  }
  return groups;
}

function widthOf(column: Cells): number {
  return GAP + Math.max(...column.map((cell) => [...cell].length));
}

function showFigures(
  figures: readonly ComparedFigure[],
  shown: readonly Cells[],
  paint: Paint,
): string[] {
  const heads = shown.map(([title = '']) => ({ title, align: 'right' as const }));
  const rows = figures.map((figure, row): Cell[] => [
    ...shown.map((column) => column[row + 1]!),
    nameOf(figure),
  ]);
  return table([...heads, { title: 'figure' }], rows, paint);
}

function showVerdicts(
  scenarios: readonly ComparedScenario[],
  requirements: ScenarioComparison['requirements'],
  paint: Paint,
): string[] {
  if (requirements.length === 0) return ['  The file makes none.'];
  return table(
    [...scenarios.map((scenario) => ({ title: headOf(scenario) })), { title: 'claim' }],
    requirements.map(({ verdicts, claim }): Cell[] => [...verdicts.map(verdictCell), claim]),
    paint,
  );
}

/** The figures as CSV, in SI. */
export function toComparisonCsv({ scenarios, figures }: ScenarioComparison): string {
  const head: CsvCell[] = ['path', 'label', 'unit', ...scenarios.map(({ name }) => name)];
  return toCsv([
    head,
    ...figures.map(({ path, label, unit, values }) => [path, label, unit, ...values.map(finite)]),
  ]);
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

function showScenario(scenario: ComparedScenario, paint: Paint): string[] {
  const { name, about, edits, problems, notices } = scenario;
  const told = [...problems, ...notices].flatMap(({ message }) =>
    hang('', message, DEEPER, paint.width),
  );
  return [
    `  ${paint('bold', name)}${about === undefined ? '' : `  ${about}`}`,
    ...setOptions(edits).map((option) => paint('dim', `    ${option}`)),
    ...(problems.length > 0 ? [paint('red', '    cannot be planned:')] : []),
    ...told,
  ];
}

/** `training.grok-3.mfu` is one of several runs; its label alone does not say which. */
function nameOf({ path, label }: ComparedFigure): string {
  const run = /^training\.([^.]+)\./.exec(path)?.[1];
  return run === undefined ? label : `${label}, ${run}`;
}

/** The value and, beside the base, by how much it differs. */
function valueCell({ values, difference, unit }: ComparedFigure, index: number): string {
  const value = values[index] ?? null;
  if (value === null) return '–';
  const shown = amount(value, unit);
  const by = difference[index] ?? null;
  if (index === 0 || by === null || by === 0) return shown;
  const base = values[0] ?? 0;
  const change =
    unit === 'date' || base === 0
      ? signedAmount(by, unit === 'date' ? 'd' : unit)
      : signedShare(by / base);
  return `${shown} ${change}`;
}

function signedAmount(value: number, unit: string): string {
  return value > 0 ? `+${amount(value, unit)}` : amount(value, unit);
}

function headOf({ name }: ComparedScenario): string {
  const letters = [...name];
  return letters.length > LONGEST_HEAD ? `${letters.slice(0, LONGEST_HEAD - 1).join('')}…` : name;
}
