/** What the skill sees of a factory file: its names and the paths of its figures. */
export interface View {
  /** Runs in the order of the file, with the model that each trains. */
  readonly runs: readonly { readonly name: string; readonly model: string }[];
  readonly models: readonly string[];
  readonly tasks: readonly string[];
  readonly services: readonly string[];
  readonly references: readonly string[];
  /** Labels of the figures by their path. */
  readonly labels: ReadonlyMap<string, string>;
}

/** Names of the catalogue by kind, as the operation `catalogue` tells them. */
export type CatalogueNames = Readonly<Record<string, readonly string[]>>;

/** The kinds of names that a question may mention, and the letter that stands for each in what the model is shown. */
export const MENTIONED = {
  run: 'R',
  task: 'T',
  service: 'S',
  reference: 'F',
  gpu: 'G',
  node: 'N',
  switch: 'W',
  rack: 'K',
  storage: 'Y',
  model: 'L',
  stack: 'V',
  failures: 'B',
} as const;
export type MentionKind = keyof typeof MENTIONED;

/**
 * A path without the names of its file: `training.Run.duration` for any run. What a name stands for comes first in
 * the pair, its pattern second; a path without names is its own pattern.
 */
export function patternOf(path: string, view: View): { pattern: string; name: string } {
  for (const { prefix, slot, names } of slots(view)) {
    if (!path.startsWith(prefix)) continue;
    const rest = path.slice(prefix.length);
    const name = longest(names.filter((one) => rest === one || rest.startsWith(`${one}.`)));
    if (name !== undefined) return { pattern: `${prefix}${slot}${rest.slice(name.length)}`, name };
  }
  return { pattern: path, name: '' };
}

interface Slot {
  readonly prefix: string;
  readonly slot: string;
  readonly names: readonly string[];
}

const cache = new WeakMap<View, Slot[]>();

function slots(view: View): Slot[] {
  const known = cache.get(view);
  if (known) return known;
  const runs = view.runs.map(({ name }) => name);
  const counted = [...view.labels.keys()].filter((path) => path.startsWith('fleet.gpusOf.'));
  const made: Slot[] = [
    { prefix: 'training.', slot: 'Run', names: runs },
    { prefix: 'factory.runs.', slot: 'Run', names: runs },
    { prefix: 'factory.models.', slot: 'Model', names: view.models },
    { prefix: 'dates.tasks.', slot: 'Task', names: view.tasks },
    { prefix: 'factory.schedule.tasks.', slot: 'Task', names: view.tasks },
    { prefix: 'factory.services.', slot: 'Service', names: view.services },
    { prefix: 'factory.references.', slot: 'Ref', names: view.references },
    { prefix: 'fleet.gpusOf.', slot: 'Gpu', names: counted.map((path) => path.slice(13)) },
  ];
  cache.set(view, made);
  return made;
}

function longest(names: readonly string[]): string | undefined {
  return names.toSorted((a, b) => b.length - a.length)[0];
}
