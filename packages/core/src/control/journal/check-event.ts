import {
  countDomains,
  DOMAIN_KINDS,
  type EventKind,
  TIMERS,
  type Topology,
} from '../protocol/index.ts';
import type { JournalHeader } from './format.ts';

/** What an event must hold, beside its time, and whether it is about a run. */
const FIELDS: Readonly<Record<EventKind, readonly Field[]>> = {
  nodeFailed: ['node', 'cause'],
  domainFailed: ['domain', 'cause'],
  domainRestored: ['domain'],
  drainDue: ['nodes', 'reason'],
  cordoned: ['node'],
  repaired: ['node'],
  uncordoned: ['node'],
  warmed: ['node'],
  sweepDue: [],
  requested: ['fence'],
  cancelled: ['fence'],
  placed: ['fence'],
  launched: ['fence', 'work'],
  observed: ['fence', 'health', 'maybeDiagnosis', 'maybeReplica'],
  diagnosed: ['fence', 'diagnosis'],
  checkpointed: ['fence', 'work'],
  saved: ['fence', 'work'],
  released: ['fence'],
  stopped: ['fence'],
  maintenanceDue: ['fence'],
  maintained: ['fence'],
  restartDue: ['fence', 'reason'],
  slowed: ['fence', 'slowdown', 'nodes'],
  corrupted: ['fence', 'cleanWork', 'diagnosis'],
  shrunk: ['fence', 'replica', 'answers'],
  replicaDiagnosed: ['fence', 'replica', 'answers', 'diagnosis'],
  rejoined: ['fence', 'replica', 'answers'],
  timer: ['fence', 'timer'],
  finished: ['fence'],
};

type Raw = Readonly<Record<string, unknown>>;
type Check = (raw: Raw, header: JournalHeader) => string | undefined;
type Field = keyof typeof CHECKS;

const CHECKS = {
  fence: (raw: Raw, { runs }: JournalHeader) => {
    if (!isCount(raw['attempt']) || !isCount(raw['epoch'])) return 'has no attempt and epoch';
    if (runs.some(({ run }) => run === raw['run'])) return undefined;
    return `is about a run "${String(raw['run'])}" that the header does not have`;
  },
  node: (raw: Raw, { topology }: JournalHeader) => nodeProblem(raw['node'], topology),
  nodes: (raw: Raw, { topology }: JournalHeader) => nodesProblem(raw['nodes'], topology),
  domain: (raw: Raw, { topology }: JournalHeader) => domainProblem(raw['domain'], topology),
  diagnosis: (raw: Raw, { topology }: JournalHeader) =>
    diagnosisProblem(raw['diagnosis'], topology),
  maybeDiagnosis: (raw: Raw, { topology }: JournalHeader) =>
    raw['diagnosis'] === undefined ? undefined : diagnosisProblem(raw['diagnosis'], topology),
  maybeReplica: (raw: Raw) =>
    raw['replica'] === undefined || isCount(raw['replica']) ? undefined : 'has no whole replica',
  replica: (raw: Raw) => (isCount(raw['replica']) ? undefined : 'has no replica'),
  answers: (raw: Raw) => (isCount(raw['answers']) ? undefined : 'does not say what it answers'),
  cause: (raw: Raw) => (typeof raw['cause'] === 'string' ? undefined : 'has no cause'),
  reason: (raw: Raw) => (typeof raw['reason'] === 'string' ? undefined : 'has no reason'),
  work: (raw: Raw) => timeProblem('work', raw),
  cleanWork: (raw: Raw) => timeProblem('cleanWork', raw),
  slowdown: (raw: Raw) =>
    isAtLeast(raw['slowdown'], 1) ? undefined : 'has no slowdown of 1 or more',
  health: (raw: Raw) =>
    ['ok', 'failed', 'unknown'].includes(String(raw['health'])) ? undefined : 'has no health',
  timer: (raw: Raw) =>
    TIMERS.some((timer) => timer === raw['timer']) ? undefined : 'has no known timer',
} satisfies Record<string, Check>;

/** What is wrong with a line as an event, said after its kind; nothing when it is one. */
export function eventProblem(raw: unknown, header: JournalHeader): string | undefined {
  if (!isRecord(raw)) return 'is no event';
  if (!isAtLeast(raw['at'], 0)) return 'has no time "at" of 0 us or more';
  const kind = raw['kind'];
  if (typeof kind !== 'string' || !Object.hasOwn(FIELDS, kind)) {
    return `is of an unknown kind "${String(kind)}"`;
  }
  for (const field of FIELDS[kind as EventKind]) {
    const problem = (CHECKS[field] as Check)(raw, header);
    if (problem !== undefined) return `("${kind}") ${problem}`;
  }
  return undefined;
}

export function isRecord(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isAtLeast(value: unknown, least: number): value is number {
  return typeof value === 'number' && value >= least && value < Number.POSITIVE_INFINITY;
}

function timeProblem(name: string, raw: Raw): string | undefined {
  return isAtLeast(raw[name], 0) ? undefined : `has no ${name} of 0 us or more`;
}

function nodeProblem(node: unknown, { nodes }: Topology): string | undefined {
  if (isCount(node) && node < nodes) return undefined;
  return `is about a node ${String(node)} that the fleet of ${nodes} does not have`;
}

function nodesProblem(nodes: unknown, topology: Topology): string | undefined {
  if (!Array.isArray(nodes)) return 'has no list of nodes';
  return nodes.map((node) => nodeProblem(node, topology)).find((problem) => problem !== undefined);
}

function diagnosisProblem(diagnosis: unknown, topology: Topology): string | undefined {
  if (!isRecord(diagnosis) || typeof diagnosis['cause'] !== 'string') return 'has no diagnosis';
  return nodesProblem(diagnosis['nodes'], topology);
}

function domainProblem(domain: unknown, topology: Topology): string | undefined {
  if (!isRecord(domain)) return 'has no domain';
  const kind = DOMAIN_KINDS.find((each) => each === domain['kind']);
  if (kind === undefined) return `is about an unknown kind of domain "${String(domain['kind'])}"`;
  const { index } = domain;
  if (isCount(index) && index < countDomains(topology, kind)) return undefined;
  return `is about a ${kind} ${String(index)} that the fleet does not have`;
}
