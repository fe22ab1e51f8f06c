import type { Answer } from '@gigafactory/core/api';
import { amount } from '../text/amount.ts';
import type { Paint } from '../text/paint.ts';
import { table } from '../text/table.ts';
import { words } from './parts.ts';

type Kinds = Extract<Answer<'catalogue'>, { ok: true }>['value'];

/** Where a factory file names an entry of each kind. */
const NAMED_AT: Readonly<Record<string, string>> = {
  gpu: 'hardware.gpu',
  node: 'hardware.node',
  rack: 'hardware.rack',
  switch: 'hardware.switch',
  optic: 'hardware.nodeOptic, hardware.switchOptic',
  storage: 'storage.system',
  model: 'runs.NAME.model, models.NAME',
  failures: 'reliability',
  stack: 'runs.NAME.stack',
  pue: 'site.pue',
  electricityPrice: 'site.electricityPrice',
  constructionCost: 'site.constructionCost',
  leadTime: 'schedule.tasks.NAME.takes',
};

/** The kinds of the catalogue, with how many entries each has and where their names go. */
export function showKinds(kinds: Kinds, paint: Paint): string[] {
  const rows = Object.entries(kinds).map(([kind, entries]) => [
    kind,
    amount(Object.keys(entries).length, '1'),
    NAMED_AT[kind] ?? '',
  ]);
  return table(
    [{ title: 'kind' }, { title: 'entries', align: 'right' }, { title: 'named at' }],
    rows,
    paint,
  );
}

/** The entries of one kind, with their key figures. */
export function showEntries(entries: Kinds[string], paint: Paint): string[] {
  const all = Object.entries(entries);
  const names = [...new Set(all.flatMap(([, { figures }]) => Object.keys(figures)))];
  const hasKernels = all.some(([, { kernels }]) => kernels !== undefined);
  const rows = all.map(([name, { label, figures, kernels = '' }]) => [
    name,
    ...names.map((each) => {
      const figure = figures[each];
      // The title of the column says that these are parameters.
      const unit = figure?.unit === 'parameter' ? '1' : figure?.unit;
      return figure && unit ? amount(figure.value, unit) : '';
    }),
    ...(hasKernels ? [kernels] : []),
    label,
  ]);
  const columns = [
    ...names.map((name) => ({ title: words(name), align: 'right' as const })),
    ...(hasKernels ? [{ title: 'kernels' }] : []),
  ];
  return table([{ title: 'name' }, ...columns, { title: '' }], rows, paint);
}
