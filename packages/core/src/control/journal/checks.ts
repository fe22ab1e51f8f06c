import { countDomains, DOMAIN_KINDS, TIMERS, type Topology } from '../protocol/index.ts';

/** What a line may refer to. */
export interface Known {
  readonly topology: Topology;
  /** Names of the runs. */
  readonly runs: ReadonlySet<string>;
  /** Whether an unknown field makes a line wrong, as in all formats but the first. */
  readonly isStrict: boolean;
}

/** What is wrong with a value, as the predicate of a sentence about its line; undefined if nothing is. */
export type Check = (value: unknown, known: Known) => string | undefined;

/** One check for every field of a type, and for no others. */
export type Checks<Shape extends object> = { readonly [Field in keyof Shape]-?: Check };

export type Raw = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isAtLeast(value: unknown, least: number): value is number {
  return typeof value === 'number' && value >= least && value < Number.POSITIVE_INFINITY;
}

/** For an optional field. */
export function maybe(check: Check): Check {
  return (value, known) => (value === undefined ? undefined : check(value, known));
}

export function textFor(name: string): Check {
  return (value) => (typeof value === 'string' ? undefined : `has no valid ${name}`);
}

export function countFor(name: string): Check {
  return (value) => (isCount(value) ? undefined : `has no valid ${name} (a whole number)`);
}

export function flagFor(name: string): Check {
  return (value) =>
    typeof value === 'boolean' ? undefined : `has no valid ${name} (true or false)`;
}

/** A number of at least `least`, in a unit. */
export function amountFor(name: string, least: number, unit = ''): Check {
  const problem = `has no valid ${name} (${least}${unit} or more)`;
  return (value) => (isAtLeast(value, least) ? undefined : problem);
}

export function numberFor(name: string): Check {
  return (value) => (Number.isFinite(value) ? undefined : `has no valid ${name}`);
}

/** An object with any field names, whose values all pass the same check. */
export function recordFor(name: string, check: Check): Check {
  return (value, known) => {
    if (!isRecord(value)) return `has no ${name}`;
    for (const each of Object.values(value)) {
      const problem = check(each, known);
      if (problem !== undefined) return `${problem} in its ${name}`;
    }
    return undefined;
  };
}

/** A list whose entries all pass the same check. */
export function listFor(name: string, check: Check): Check {
  return (value, known) => {
    if (!Array.isArray(value)) return `has no list of ${name}`;
    for (const each of value) {
      const problem = check(each, known);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

export function oneOf(name: string, allowed: readonly string[]): Check {
  const names = new Set<unknown>(allowed);
  return (value) => (names.has(value) ? undefined : `has no valid ${name} (${allowed.join(', ')})`);
}

/** Checks every field of an object, which must have no others. */
export function shapeFor(name: string, checks: Readonly<Record<string, Check>>): Check {
  const fields = Object.entries(checks);
  return (value, known) => {
    if (!isRecord(value)) return `has no ${name}`;
    for (const [field, check] of fields) {
      const problem = check(value[field], known);
      if (problem !== undefined) return `${problem} in its ${name}`;
    }
    const strange = known.isStrict ? strangeField(value, checks) : undefined;
    return strange === undefined ? undefined : `${strange} in its ${name}`;
  };
}

/** Finds a field without a check, which would otherwise be ignored. */
export function strangeField(
  raw: Raw,
  checks: Readonly<Record<string, Check>>,
): string | undefined {
  for (const field in raw) {
    if (!Object.hasOwn(checks, field))
      return `has a field ${shown(field)} that this format does not know`;
  }
  return undefined;
}

/** A value as a message shows it: a word or a number, cut to what fits in a line. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return `"${value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)}…` : value}"`;
}

const MOST_SHOWN = 100;

export const node: Check = (value, { topology }) => {
  if (isCount(value) && value < topology.nodes) return undefined;
  return `names node ${shown(value)}, which is not in the fleet of ${topology.nodes} nodes`;
};

export const nodes = listFor('nodes', node);

export const domain: Check = (value, { topology }) => {
  if (!isRecord(value)) return 'has no domain';
  const kind = DOMAIN_KINDS.find((each) => each === value['kind']);
  if (kind === undefined) return `names a domain of unknown kind ${shown(value['kind'])}`;
  const { index } = value;
  if (!isCount(index) || index >= countDomains(topology, kind)) {
    return `names ${kind} ${shown(index)}, which is not in the fleet`;
  }
  return undefined;
};

export const run: Check = (value, { runs }) =>
  typeof value === 'string' && runs.has(value)
    ? undefined
    : `names run ${shown(value)}, which is not in the header`;

export const timer = oneOf('timer', TIMERS);
