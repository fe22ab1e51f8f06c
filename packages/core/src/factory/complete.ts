import { isKnown, type Known, showQuantity } from '../base/index.ts';
import { MODELS } from '../facts/index.ts';
import type { Cursor } from './cursor.ts';
import { THIS_MACHINE } from './hardware-file.ts';
import { catalogueModel } from './models.ts';
import { fileShape, moneyShape } from './schema.ts';
import type { Read, Shape } from './shape.ts';

type File = Read<typeof fileShape>;
type Run = File['runs'][string];

/** A file, completed with what follows from its other parts. */
type Completed = Omit<File, 'name' | 'runs'> & {
  readonly name: string;
  readonly runs: Readonly<Record<string, Omit<Run, 'gpus'> & { readonly gpus: Known }>>;
};

/**
 * The factory file, completed from its other parts: its name, the GPUs of its runs, models that are only
 * named, and money if it says what is bought or where it is built. A part that could not be read stays
 * absent.
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

/** A partly read file: sections may be missing. */
type InPart = { readonly [Key in keyof File]?: File[Key] };

function nameOf({ name, fleet, hardware }: InPart): Partial<File> {
  if (name !== undefined || !fleet?.gpus || !hardware?.gpu) return {};
  return { name: `${showQuantity(fleet.gpus.value, '1')} × ${hardware.gpu.label}` };
}

/**
 * The price of unspecified hardware at an unspecified place would be a guess, so money is planned only if the
 * file names its node or its site, states a price, or has a section `money`.
 */
function moneyOf({ money }: InPart, cursor: Cursor): Partial<File> {
  if (money || !saysWhatIsPaid(partsOf(cursor))) return {};
  return { money: moneyShape.fallback.value };
}

function saysWhatIsPaid(file: Parts): boolean {
  const hardware = partsOf(file.get('hardware'));
  if (saysWhereBuilt(file.get('site'))) return true;
  if (isThere(hardware.get('node')) && !isThisMachine(hardware.get('gpu'))) return true;
  if (isThere(partsOf(file.get('storage')).get('cost'))) return true;
  return [...hardware.values()].some((part) => isThere(partsOf(part).get('price')));
}

/** How fast the grid lets power change says nothing of what is paid. */
function saysWhereBuilt(site: Cursor | undefined): boolean {
  return isThere(site) && [...partsOf(site).keys()].join() !== 'rampLimit';
}

/** Nothing is bought: what calibration says of its node is how fast its processes talk. */
function isThisMachine(gpu: Cursor | undefined): boolean {
  return (partsOf(gpu).get('use')?.text ?? gpu?.text) === THIS_MACHINE;
}

type Parts = ReadonlyMap<string, Cursor>;

function partsOf(cursor: Cursor | undefined): Parts {
  return new Map(cursor?.isMap ? cursor.entries() : []);
}

function isThere(cursor: Cursor | undefined): boolean {
  return cursor !== undefined && !cursor.isEmpty;
}

/** Models of the catalogue need no declaration; a model of the file with the same name takes precedence. */
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
  // A key missing from the draft was in the file but could not be read.
  const completed = Object.entries(runs).map(([name, run]) => [
    name,
    run && 'gpus' in run && run.gpus === undefined ? { ...run, gpus } : run,
  ]);
  return { runs: Object.fromEntries(completed) };
}
