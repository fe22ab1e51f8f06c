import { isMap, isScalar, type Node } from 'yaml';
import { isKnown, showExact } from '../../base/index.ts';
import { MODELS, NODES } from '../../facts/index.ts';
import { hazardsShape } from '../hazards-shape.ts';
import { inline } from '../inline.ts';
import { COLLECTIONS, type Collection } from './collections.ts';

/** What a new entry says: a value on one line, or keys with a value each. */
export type Content = string | Readonly<Record<string, string>>;

/** A value of YAML, as the content of an entry. */
export function contentOf(node: Node): Content {
  if (!isMap(node) || node.items.length === 0) return inline(node, false);
  return Object.fromEntries(
    node.items.map(({ key, value }) => [
      String(isScalar(key) ? key.value : key),
      inline(value, false),
    ]),
  );
}

/** A name for a new entry that none of the taken ones is: `run-2`. */
export function freeName(collection: Collection, taken: ReadonlySet<string>): string {
  if (collection === 'hazards') return HAZARD_ORDER.find((name) => !taken.has(name)) ?? 'domains';
  const kind = COLLECTIONS[collection];
  const nameOf = (index: number) =>
    collection === 'scenarios' ? `Scenario ${index}` : `${kind}-${index}`;
  let index = 1;
  while (taken.has(nameOf(index))) index++;
  return nameOf(index);
}

/** What a new entry of a collection begins with, so that the file with it can be planned. */
export function startOf(collection: Collection, name: string, file: unknown): Content {
  switch (collection) {
    case 'runs':
      return newRun(file);
    case 'services':
      return newService(file);
    case 'models':
      return { use: Object.hasOwn(MODELS, name) ? name : 'llama3-70b' };
    case 'schedule.tasks':
      return newTask(file);
    case 'references':
      return '100,000 GPUs';
    case 'requirements':
      return newClaim(file);
    case 'hazards':
      return newHazard(name);
    case 'scenarios':
      return { about: 'What is different', 'site.pue': '1.2' };
  }
}

/** What a second run shares with the first: which of these it has. */
const OF_RUN = ['model', 'gpus', 'precision', 'sequenceLength', 'globalBatch', 'tokens', 'compute'];

/** A run like the first one; without one, a small one on at most 1,024 GPUs. */
function newRun(file: unknown): Content {
  const [first] = entriesAt(file, ['runs']);
  if (first && isMap(first.value)) {
    const like = OF_RUN.map((key) => [key, plainAt(first.value, key)] as const);
    return Object.fromEntries(
      like.filter((each): each is readonly [string, string] => each[1] !== undefined),
    );
  }
  const gpus = countAt(file, ['fleet', 'gpus']);
  const size = gpus === undefined ? 0 : largestPower(Math.min(gpus, 1024));
  const [own] = entriesAt(file, ['models']);
  return {
    model: own?.name ?? 'llama3-8b',
    ...(size < 8 || size === gpus ? {} : { gpus: `${size}` }),
    sequenceLength: '8192',
    globalBatch: '1,024',
    tokens: '1T tokens',
  };
}

/** The largest power of two that is no more. */
function largestPower(most: number): number {
  let power = 1;
  while (power * 2 <= most) power *= 2;
  return power;
}

/** One replica on one node. */
function newService(file: unknown): Content {
  const hardware = at(file, ['hardware']);
  const node = plainAt(hardware, 'node') ?? plainAt(at(hardware, ['node']), 'use');
  const spec = Object.entries(NODES).find(([name]) => name === node)?.[1];
  const fleet = countAt(file, ['fleet', 'gpus']) ?? 8;
  const size = Math.min(fleet, spec?.gpusPerNode.value ?? 8);
  return { gpus: `${size}`, gpusPerReplica: `${size}` };
}

function newTask(file: unknown): Content {
  const last = entriesAt(file, ['schedule', 'tasks']).at(-1);
  return { takes: '4 weeks', ...(last ? { after: `[${last.name}]` } : {}) };
}

/** A claim that holds, about what every file has. */
function newClaim(file: unknown): Content {
  const gpus = plainAt(at(file, ['fleet']), 'gpus') ?? '1';
  return {
    claim: `A fleet of ${gpus.replace(/ GPUs?$/, '')} GPUs`,
    quantity: 'fleet.gpus',
    atLeast: gpus,
  };
}

/** Published values of hazards that are off unless the file asks for them. */
const HAZARD_STARTS: Readonly<Record<string, string>> = {
  domains: 'on',
  heat: 'llama3-2024',
  lemonShare: 'rsc1-2024',
  slowNodes: 'greyhound-2025',
  personStops: 'byterobust-2025',
  repairSigma: 'lanl-2006',
  restartSigma: 'olmo-hybrid',
  shape: 'lanl-2006',
  imbalance: '5%',
  technicians: '4',
  spareParts: '100',
};
const HAZARD_ORDER = [
  ...new Set([...Object.keys(HAZARD_STARTS), ...Object.keys(hazardsShape.fallback.value)]),
];

function newHazard(name: string): string {
  const usual = Object.entries(hazardsShape.fallback.value).find(([key]) => key === name)?.[1];
  const start = HAZARD_STARTS[name];
  if (start !== undefined) return start;
  return isKnown(usual) ? showExact(usual.value, usual.unit) : String(usual);
}

function at(file: unknown, keys: readonly string[]): unknown {
  let here = file;
  for (const key of keys) here = isMap(here) ? here.get(key, true) : undefined;
  return here;
}

function entriesAt(
  file: unknown,
  keys: readonly string[],
): readonly { readonly name: string; readonly value: unknown }[] {
  const map = at(file, keys);
  if (!isMap(map)) return [];
  return map.items.map(({ key, value }) => ({
    name: String(isScalar(key) ? key.value : key),
    value,
  }));
}

/** A value as text, without where it comes from; undefined if there is none on one line. */
function plainAt(map: unknown, key: string): string | undefined {
  const value = at(map, [key]);
  if (isMap(value)) return plainAt(value, 'value');
  return isScalar(value) && value.value !== null ? inline(value, false) : undefined;
}

function countAt(file: unknown, keys: readonly string[]): number | undefined {
  const written = plainAt(at(file, keys.slice(0, -1)), keys.at(-1)!);
  const count = Number(written?.replace(/[", ]|GPUs?/g, ''));
  return Number.isSafeInteger(count) && count > 0 ? count : undefined;
}
