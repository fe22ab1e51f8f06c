import type { Tornado } from '@gigafactory/core/api';
import { amount } from '../text/amount.ts';
import { toCsv } from '../text/csv.ts';
import type { Paint } from '../text/paint.ts';
import { type Cell, table } from '../text/table.ts';

/** Characters of a bar. */
const BAR = 25;

/** One line an input: the figure at its low and high end, as a bar too, and its range. */
export function showTornado(
  { path, label, unit, value, range, inputs }: Tornado,
  paint: Paint,
): string[] {
  const span = inputs.flatMap(({ ends }) => ends);
  const scale = { least: Math.min(value, ...span), most: Math.max(value, ...span), value };
  const head = `${paint('bold', label)}  ${paint('dim', path)}`;
  const all = `  ${amount(value, unit)}, ${amount(range[0], unit)} to ${amount(range[1], unit)} with all at their worst and best`;
  if (inputs.length === 0)
    return [head, `  ${amount(value, unit)}: no input that moves it has a range`];
  const rows = inputs.map(({ ends, ...input }): Cell[] => [
    amount(ends[0], unit),
    barOf(ends, scale),
    amount(ends[1], unit),
    `${input.label}, ${amount(input.range[0], input.unit)} to ${amount(input.range[1], input.unit)}`,
  ]);
  const heads = [
    { title: 'at its low', align: 'right' as const },
    { title: '' },
    { title: 'at its high', align: 'right' as const },
    { title: 'input' },
  ];
  return [head, all, ...table(heads, rows, paint)];
}

/** The inputs as CSV, in SI. */
export function toTornadoCsv({ inputs }: Tornado): string {
  return toCsv([
    ['path', 'label', 'unit', 'value', 'low', 'high', 'figure_at_low', 'figure_at_high'],
    ...inputs.map(({ path, label, unit, value, range, ends }) => [
      ...[path, label, unit, value],
      ...[...range, ...ends].map((end) => (Number.isFinite(end) ? end : null)),
    ]),
  ]);
}

/** Where the figure lies between both ends, on the scale of the widest; `│` is the figure as it is. */
function barOf(
  ends: readonly [number, number],
  { least, most, value }: { readonly least: number; readonly most: number; readonly value: number },
): string {
  const place = (at: number) => {
    const share = most > least ? (at - least) / (most - least) : 0;
    return Math.round(Math.min(1, Math.max(0, Number.isFinite(share) ? share : 1)) * (BAR - 1));
  };
  const [from, to] = [Math.min(...ends.map(place)), Math.max(...ends.map(place))];
  return Array.from({ length: BAR }, (_, at) =>
    at === place(value) ? '│' : at >= from && at <= to ? '█' : ' ',
  ).join('');
}
