import { DAY_S, findUnit, type Notes, parseQuantity } from '@gigafactory/core/base';
import { FIGURES, PLACE_ENTRIES } from '../book/read.ts';
import { codeOf, placeCode } from '../see/codes.ts';
import type { FoundNumber } from '../see/plain.ts';
import type { Tagged } from '../see/see.ts';
import { type MentionKind, patternOf, type View } from '../see/view.ts';

export const OPERATIONS = [
  'explain',
  'plan',
  'strategies',
  'twin',
  'optimise',
  'power',
  'check',
  'none',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** A call of one of the factory's operations, or `none` for what must be refused. */
export interface Call {
  readonly operation: Operation;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** What the names and numbers of a call are resolved with. */
export interface Ground {
  readonly view: View;
  /** Of the plan as it stands: what "double" doubles. */
  readonly notes: Notes;
  readonly tags: ReadonlyMap<string, Tagged>;
  readonly before?: Call | undefined;
  /** The words of the question. */
  readonly words: readonly string[];
}

/** Why what the model wrote is no call of this file. */
export interface Refused {
  readonly operation: 'none';
  readonly why: string;
}

/** Makes a call of what the model wrote, `{"twin":{"days":"Atime"}}`. */
export function readCall(written: string, ground: Ground): Call | Refused {
  let parsed: unknown;
  try {
    parsed = JSON.parse(written.replaceAll('" ', '"').replace(AGAIN, ''));
  } catch {
    return refuse('what was written is no JSON');
  }
  const [entry] = Object.entries(isRecord(parsed) ? parsed : {});
  if (!entry) return refuse('nothing was written');
  const [operation, given] = entry;
  if (operation === 'explain') {
    const pattern = figuresOf(ground.view).get(String(given));
    return pattern === undefined
      ? refuse(`there is no figure ${String(given)}`)
      : explain(pattern, ground);
  }
  if (!isRecord(given)) return refuse('it has no arguments');
  if (operation === 'plan') return plan(given, ground);
  if (operation === 'strategies') return strategies(given, ground);
  if (operation === 'twin') return twin(given, ground);
  if (operation === 'optimise') return optimise(given, ground);
  if (operation === 'power') return power(given, ground);
  if (operation === 'check') return { operation: 'check', arguments: {} };
  return { operation: 'none', arguments: {} };
}

const PLACES: ReadonlyMap<string, string> = new Map(
  PLACE_ENTRIES.map(({ pattern }) => [placeCode(pattern), pattern]),
);
const known = new WeakMap<View, ReadonlyMap<string, string>>();

/** Patterns of figures by their code. */
function figuresOf(view: View): ReadonlyMap<string, string> {
  const found =
    known.get(view) ??
    new Map(
      [
        ...FIGURES.map(({ pattern }) => pattern),
        ...[...view.labels.keys()].map((path) => patternOf(path, view).pattern),
      ]
        .map((pattern) => [codeOf(pattern), pattern] as const)
        .reverse(),
    );
  known.set(view, found);
  return found;
}

/** A place that was filled before: "a year rather than 30 weeks" means the first. */
const AGAIN = /,"(Set\w+)":"[^"]*"(?<="\1":"[^"]*",.*)/g;

function refuse(why: string): Refused {
  return { operation: 'none', why };
}

function explain(pattern: string, ground: Ground): Call | Refused {
  const path = fillPath(pattern, ground);
  if (path === undefined) return refuse(`the question names nothing for ${pattern}`);
  const { labels } = ground.view;
  const found = [path, ...(SAME[pattern] ? [fillPath(SAME[pattern], ground)] : [])].find(
    (one) => one !== undefined && labels.has(one),
  );
  if (found === undefined) return { operation: 'none', why: path };
  return { operation: 'explain', arguments: { path: found } };
}

/** Where one figure is absent, another says the same. */
const SAME: Readonly<Record<string, string>> = {
  'training.Run.start': 'factory.runs.Run.start',
  'training.Run.recoveryTime': 'factory.operations.recoveryTime',
  'training.Run.parameters': 'factory.models.Model.parameters',
};

function plan(given: Record<string, unknown>, ground: Ground): Call | Refused {
  const edits: Record<string, string> = {};
  const { before } = ground;
  const earlier =
    before?.operation === 'plan' && isRecord(before.arguments['edits'])
      ? before.arguments['edits']
      : {};
  for (const [path, value] of Object.entries(earlier)) edits[path] = String(value);
  for (const [code, value] of Object.entries(given)) {
    const pattern = PLACES.get(code);
    if (pattern === undefined) return refuse(`there is no place ${code}`);
    const path = fillPath(pattern, ground);
    const text =
      path === undefined ? undefined : textFor(path, pattern, String(value), ground, edits[path]);
    if (path === undefined || text === undefined) return refuse(`nothing fits ${pattern}`);
    edits[path] = text;
  }
  return { operation: 'plan', arguments: Object.keys(edits).length > 0 ? { edits } : {} };
}

function textFor(
  path: string,
  pattern: string,
  value: string,
  ground: Ground,
  earlier: string | undefined,
): string | undefined {
  const tagged = ground.tags.get(value);
  if (!tagged) return value;
  if ('mention' in tagged) {
    if (tagged.mention.kind !== 'run') return meantOf(value, ground) ?? tagged.mention.name;
    return pattern.endsWith('.model') ? modelOf(tagged.mention.name, ground.view) : undefined;
  }
  const { number } = tagged;
  const plain = ABSOLUTE.has(pattern) && number.kind === 'scale';
  if (plain || (number.kind !== 'scale' && number.kind !== 'add'))
    return number.kind === 'scale' ? String(number.value) : fitting(pattern, number);
  return changed(path, number, ground, earlier);
}

/** Of two names of a kind the one that is wanted: the second in "replace a by b", the first in "a instead of b". */
function meantOf(tag: string, { tags, words }: Ground): string | undefined {
  const others = [...tags.keys()].filter((one) => one.length === 2 && one[0] === tag[0]);
  const [first, second] = others;
  if (first === undefined || second === undefined || others.length > 2) return undefined;
  const [a, b] = [words.indexOf(first), words.indexOf(second)];
  const verb = words.findIndex((word) => REPLACING.has(word));
  const isReplaced =
    verb >= 0 &&
    verb < a &&
    words.slice(a, b).some((word) => word === 'by' || word === 'with' || word === 'for');
  const wanted = isReplaced
    ? second
    : words.slice(a, b).join(' ').includes('instead of')
      ? first
      : undefined;
  const tagged = wanted === undefined ? undefined : tags.get(wanted);
  return tagged && 'mention' in tagged ? tagged.mention.name : undefined;
}

const REPLACING = new Set(['replace', 'swap', 'exchange', 'change', 'switch']);

/** Places at which "5 times" is a value and no change. */
const ABSOLUTE = new Set(['hazards.lemonFactor', 'hazards.slowFactor', 'resilience.slowestStep']);

function fitting(pattern: string, number: FoundNumber): string {
  // Sequences are as long as powers of two: 32k are 32,768.
  if (
    pattern === 'runs.Run.sequenceLength' &&
    /\dk/.test(number.written ?? '') &&
    number.value % 1000 === 0
  )
    return String((number.value / 1000) * 1024);
  if (number.kind === 'percent' && !/Share|heat|Recall|imbalance|Replicas|pue$/.test(pattern))
    return number.text;
  if (number.kind === 'tokens' || number.kind === 'count') return number.text;
  if (number.kind === 'money' && pattern === 'site.electricityPrice') return `${number.text}/kWh`;
  if (number.kind === 'money' && pattern === 'site.constructionCost') return `${number.text}/W`;
  return number.text;
}

/** What an edit of the path stands for in the plan, where the file does not say it. */
export function currentOf(
  path: string,
  ground: Ground,
): { value: number; unit: string } | undefined {
  const run = /^runs\.(.+)\.(gpus|tokens|strategy\.\w+)$/.exec(path);
  const compute = /^runs\.(.+)\.compute$/.exec(path);
  const interval =
    path === 'operations.checkpointInterval'
      ? `training.${ground.view.runs[0]?.name}.checkpoint.interval`
      : '';
  const spares =
    path === 'resilience.spares' ? `training.${ground.view.runs[0]?.name}.spareNodes` : '';
  const places = [
    `factory.${path}`,
    run ? `training.${run[1]}.${run[2]}` : '',
    compute ? `training.${compute[1]}.flop` : '',
    interval,
    spares,
  ];
  for (const place of places) {
    const note = Object.hasOwn(ground.notes, place) ? ground.notes[place] : undefined;
    if (note && typeof note.value === 'number') return { value: note.value, unit: note.unit };
  }
  return undefined;
}

function changed(
  path: string,
  number: FoundNumber,
  ground: Ground,
  earlier: string | undefined,
): string | undefined {
  const current = currentOf(path, ground);
  if (!current) return undefined;
  const read = earlier === undefined ? undefined : parseQuantity(earlier, current.unit);
  const base = read?.ok ? read.value.value : current.value;
  const factor = findUnit(current.unit)?.factor ?? 1;
  if (number.kind === 'scale') {
    const scaled = base * number.value;
    return show(FILLED.test(path) ? filling(scaled, ground) : scaled, current.unit, factor);
  }
  const added = parseQuantity(number.text.replace(/^-/, ''), current.unit);
  if (!added.ok) return undefined;
  return show(base + Math.sign(number.value) * added.value.value, current.unit, factor);
}

/** Places whose GPUs fill whole nodes. */
const FILLED = /^(?:fleet|runs\..+|services\..+)\.gpus$/;

/** GPUs that fill whole nodes: "a fifth fewer" need not be a number that can be planned. */
function filling(gpus: number, { notes }: Ground): number {
  const note = Object.hasOwn(notes, 'fleet.gpusPerNode') ? notes['fleet.gpusPerNode'] : undefined;
  const node = typeof note?.value === 'number' ? note.value : 1;
  return Math.max(1, Math.round(gpus / node)) * node;
}

function show(value: number, unit: string, factor: number): string {
  const plain = findUnit(unit);
  const isCount = plain?.counts !== '' || unit === '1';
  const number = Number((value / factor).toPrecision(12));
  return isCount && unit !== '%'
    ? String(isWhole(unit) ? Math.round(number) : number)
    : `${number} ${unit}`;
}

function isWhole(unit: string): boolean {
  return unit !== '1';
}

function strategies(given: Record<string, unknown>, ground: Ground): Call {
  const { before } = ground;
  const launch =
    given['launch'] ??
    (given['rank'] === undefined ? undefined : earlier(before, 'strategies', 'launch'));
  const top = numberOf(given['top'], ground);
  const rank =
    launch === undefined ? undefined : numberOf(given['rank'] ?? onlyTag(ground, 'ord'), ground);
  return {
    operation: 'strategies',
    arguments: {
      ...runOf(ground),
      ...(top === undefined ? {} : { top }),
      ...(launch === undefined ? {} : { launch }),
      ...(rank === undefined ? {} : { rank }),
    },
  };
}

function twin(given: Record<string, unknown>, ground: Ground): Call {
  const seed =
    saidAfter('seed', ground) ??
    numberOf(given['seed'], ground) ??
    earlier(ground.before, 'twin', 'seed');
  const days =
    daysOf(onlyTag(ground, 'time'), ground) ??
    daysOf(given['days'], ground) ??
    earlier(ground.before, 'twin', 'days');
  return {
    operation: 'twin',
    arguments: {
      ...runOf(ground),
      ...(seed === undefined ? {} : { seed }),
      ...(days === undefined ? {} : { days }),
    },
  };
}

function optimise(given: Record<string, unknown>, ground: Ground): Call {
  const { before, words } = ground;
  const named = Array.isArray(given['over']) ? given['over'].map(String) : [];
  const old = earlier(before, 'optimise', 'over');
  const adds =
    before !== undefined && (named.length === 0 || words.some((word) => ADDING.has(word)));
  const over = [...new Set([...(adds && Array.isArray(old) ? old.map(String) : []), ...named])];
  const objective = given['objective'] ?? earlier(before, 'optimise', 'objective');
  return {
    operation: 'optimise',
    arguments: { ...runOf(ground), over, ...(objective === undefined ? {} : { objective }) },
  };
}

const ADDING = new Set(['well', 'too', 'also', 'additionally', 'plus', 'add']);

function power(given: Record<string, unknown>, ground: Ground): Call {
  const tagged = ground.tags.get(String(given['rampLimit'] ?? onlyTag(ground, 'ramp') ?? ''));
  const limit = tagged && 'number' in tagged ? tagged.number.text : undefined;
  return {
    operation: 'power',
    arguments: { ...runOf(ground), ...(limit === undefined ? {} : { rampLimit: limit }) },
  };
}

function numberOf(tag: unknown, ground: Ground): number | undefined {
  const tagged = ground.tags.get(String(tag ?? ''));
  return tagged && 'number' in tagged && Number.isInteger(tagged.number.value)
    ? tagged.number.value
    : undefined;
}

function daysOf(tag: unknown, ground: Ground): number | undefined {
  const tagged = ground.tags.get(String(tag ?? ''));
  if (!tagged || !('number' in tagged)) return undefined;
  if (tagged.number.kind === 'count') return tagged.number.value;
  const read = parseQuantity(tagged.number.text.replace(/^-/, ''), 'd');
  return read.ok ? Number((read.value.value / DAY_S).toPrecision(12)) : undefined;
}

/** The only number of a kind in the question: where there is one, nothing else can be meant. */
function onlyTag({ tags }: Ground, kind: FoundNumber['kind']): string | undefined {
  const found = [...tags].filter(([, tagged]) => 'number' in tagged && tagged.number.kind === kind);
  return found.length === 1 ? found[0]?.[0] : undefined;
}

/** The number that follows a word: "seed 7". */
function saidAfter(word: string, ground: Ground): number | undefined {
  const at = ground.words.indexOf(word);
  return at < 0 ? undefined : numberOf(ground.words[at + 1], ground);
}

function earlier(before: Call | undefined, operation: Operation, name: string): unknown {
  return before?.operation === operation ? before.arguments[name] : undefined;
}

/** The run that a question is about: the one it names, or the one of the call before. */
function runOf(ground: Ground): { run?: string } {
  const run = namedRun(ground) ?? earlierRun(ground);
  return run === undefined ? {} : { run };
}

function namedRun({ tags, view }: Ground): string | undefined {
  for (const tagged of tags.values()) {
    if (!('mention' in tagged) || tagged.mention.kind !== 'run') continue;
    const run = runNamed(tagged.mention.name, view);
    if (run !== undefined) return run;
  }
  return undefined;
}

function runNamed(name: string, view: View): string | undefined {
  return (view.runs.find((run) => run.name === name) ?? view.runs.find((run) => run.model === name))
    ?.name;
}

function modelOf(name: string, view: View): string {
  return view.models.includes(name)
    ? name
    : (view.runs.find((run) => run.name === name)?.model ?? name);
}

function earlierRun({ before, view }: Ground): string | undefined {
  if (!before) return undefined;
  const { run, path, edits } = before.arguments;
  if (typeof run === 'string') return run;
  const paths = typeof path === 'string' ? [path] : Object.keys(isRecord(edits) ? edits : {});
  for (const one of paths) {
    const found = view.runs
      .map(({ name }) => name)
      .filter((name) =>
        new RegExp(`^(?:training|factory\\.runs|runs)\\.${quoted(name)}\\.`).test(one),
      );
    const longest = found.toSorted((a, b) => b.length - a.length)[0];
    if (longest !== undefined) return longest;
  }
  return undefined;
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

const SLOTS: Readonly<Record<string, MentionKind>> = {
  Task: 'task',
  Service: 'service',
  Ref: 'reference',
  Gpu: 'gpu',
};

/** A path with the names of the file in its pattern's slots. */
function fillPath(pattern: string, ground: Ground): string | undefined {
  const parts: string[] = [];
  for (const part of pattern.split('.')) {
    const name = /^[A-Z]/.test(part) ? nameFor(part, ground) : part;
    if (name === undefined) return undefined;
    parts.push(name);
  }
  return parts.join('.');
}

function nameFor(slot: string, ground: Ground): string | undefined {
  const { view, tags } = ground;
  const tagged = tags.get(slot);
  if (tagged && 'mention' in tagged) return runNamed(tagged.mention.name, view);
  const run = namedRun(ground) ?? earlierRun(ground) ?? view.runs[0]?.name;
  if (slot === 'Run') return run;
  if (slot === 'Model') return modelFor(ground, run);
  const kind = SLOTS[slot];
  const mentioned = [...tags.values()].find((one) => 'mention' in one && one.mention.kind === kind);
  if (mentioned && 'mention' in mentioned) return mentioned.mention.name;
  const all =
    kind === 'task'
      ? view.tasks
      : kind === 'service'
        ? view.services
        : kind === 'reference'
          ? view.references
          : gpusOf(view);
  return all.length === 1 ? all[0] : undefined;
}

function modelFor({ tags, view }: Ground, run: string | undefined): string | undefined {
  for (const tagged of tags.values()) {
    if (!('mention' in tagged)) continue;
    const { kind, name } = tagged.mention;
    if (kind === 'run') return modelOf(name, view);
  }
  return run === undefined ? view.models[0] : modelOf(run, view);
}

function gpusOf(view: View): string[] {
  return [...view.labels.keys()].flatMap((path) =>
    path.startsWith('fleet.gpusOf.') ? [path.slice(13)] : [],
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
