import { dispatch } from '@gigafactory/core/api';
import { readFactory } from '@gigafactory/core/factory';
import type { Plan } from '@gigafactory/core/plan';
import type { CatalogueNames, View } from '../see/view.ts';

/** What the skill sees of a planned file. `text` is that of the file. */
export function viewOf(plan: Plan, text: string): View {
  const paths = Object.keys(plan.notes);
  const named = (pattern: RegExp): string[] => [
    ...new Set(
      paths.flatMap((path) => {
        const name = pattern.exec(path)?.[1];
        return name === undefined ? [] : [name];
      }),
    ),
  ];
  const read = readFactory(text);
  const modelOf = (run: string): string => (read.ok ? (read.value.runs[run]?.model ?? run) : run);
  return {
    runs: Object.keys(plan.training).map((name) => ({ name, model: modelOf(name) })),
    models: named(/^factory\.models\.(.+)\.hidden$/),
    tasks: named(/^dates\.tasks\.(.+)\.start$/),
    services: named(/^factory\.services\.(.+)\.gpus$/),
    references: named(/^factory\.references\.(.+)$/),
    labels: new Map(Object.entries(plan.notes).map(([path, note]) => [path, note.label])),
  };
}

let known: CatalogueNames | undefined;

/** Names of the catalogue by kind. */
export function catalogueNames(): CatalogueNames {
  if (known) return known;
  const catalogue = dispatch('catalogue', {});
  if (!catalogue.ok) throw new Error('the catalogue cannot be read');
  known = Object.fromEntries(
    Object.entries(catalogue.value).map(([kind, entries]) => [kind, Object.keys(entries)]),
  );
  return known;
}
