import { isKnown, type Known, showQuantity } from '../base/index.ts';
import { MODELS } from '../facts/index.ts';
import type { Cursor } from './cursor.ts';
import { catalogueModel } from './models.ts';
import { fileShape, moneyShape } from './schema.ts';
import type { Read, Shape } from './shape.ts';

type File = Read<typeof fileShape>;
type Run = File['runs'][string];

/** A file with what follows from other parts of it filled in. */
type Completed = Omit<File, 'name' | 'runs'> & {
  readonly name: string;
  readonly runs: Readonly<Record<string, Omit<Run, 'gpus'> & { readonly gpus: Known }>>;
};

/**
 * The factory file, with what it leaves out and other parts of it give: its name, the GPUs of its
 * runs, models that are only named, and money where it says what is bought or where it stands. A part
 * that could not be read is not there, before as after.
 */
export const factoryShape: Shape<Completed> = {
  schema: fileShape.schema,
  read(cursor) {
    const file = fileShape.read(cursor);
    return (
      file &&
      ({
        ...file,
        ...nameOf(file),
        ...moneyOf(file, cursor),
        ...modelsOf(file),
        ...runsOf(file),
      } as Completed)
    );
  },
};

/** A file read in part: its sections may be missing. */
type InPart = { readonly [Key in keyof File]?: File[Key] };

function nameOf({ name, fleet, hardware }: InPart): Partial<File> {
  if (name !== undefined || !fleet?.gpus || !hardware?.gpu) return {};
  return { name: `${showQuantity(fleet.gpus.value, '1')} × ${hardware.gpu.label}` };
}

/**
 * The price of hardware that nobody chose, at a place that nobody named, would be a guess: money is
 * planned where the file names its node or its site, states a price, or has a section `money`.
 */
function moneyOf({ money }: InPart, cursor: Cursor): Partial<File> {
  if (money || !saysWhatIsPaid(partsOf(cursor))) return {};
  return { money: moneyShape.fallback.value };
}

function saysWhatIsPaid(file: Parts): boolean {
  const hardware = partsOf(file.get('hardware'));
  if (isThere(file.get('site')) || isThere(hardware.get('node'))) return true;
  if (isThere(partsOf(file.get('storage')).get('cost'))) return true;
  return [...hardware.values()].some((part) => isThere(partsOf(part).get('price')));
}

type Parts = ReadonlyMap<string, Cursor>;

function partsOf(cursor: Cursor | undefined): Parts {
  return new Map(cursor?.isMap ? cursor.entries() : []);
}

function isThere(cursor: Cursor | undefined): boolean {
  return cursor !== undefined && !cursor.isEmpty;
}

/** Models of the catalogue need no declaration; one of the file by the same name comes first. */
function modelsOf({ models, runs }: InPart): Partial<File> {
  if (!models || !runs) return {};
  const named = Object.values(runs)
    .map((run) => run?.model)
    .filter((name) => name !== undefined && !Object.hasOwn(models, name))
    .filter((name) => Object.hasOwn(MODELS, name));
  return {
    models: { ...models, ...Object.fromEntries(named.map((name) => [name, catalogueModel(name)])) },
  };
}

function runsOf({ runs, fleet }: InPart): { runs?: Completed['runs'] } {
  if (!runs || !isKnown(fleet?.gpus)) return {};
  const { value } = fleet.gpus;
  const gpus: Known = {
    value,
    unit: 'GPU',
    provenance: 'method',
    label: 'GPUs of the run',
    reason: 'Left out: the run takes the whole fleet.',
  };
  // A key that is absent was there and could not be read.
  const completed = Object.entries(runs).map(([name, run]) => [
    name,
    run && 'gpus' in run && run.gpus === undefined ? { ...run, gpus } : run,
  ]);
  return { runs: Object.fromEntries(completed) };
}
