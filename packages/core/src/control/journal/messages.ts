import type {
  Diagnosis,
  FleetCommandBody,
  FleetEventBody,
  Gang,
  RunCommandBody,
  RunEventBody,
} from '../protocol/index.ts';
import {
  amountFor,
  type Check,
  type Checks,
  countFor,
  domain,
  flagFor,
  isRecord,
  type Known,
  listFor,
  maybe,
  node,
  nodes,
  oneOf,
  type Raw,
  run,
  shapeFor,
  shown,
  strangeField,
  textFor,
  timer,
} from './checks.ts';

/**
 * What each kind holds besides its common fields. The compiler sees to it that no kind and no field is
 * forgotten.
 */
type Table<Body extends { readonly kind: string }> = {
  readonly [Kind in Body['kind']]: Checks<Omit<Extract<Body, { readonly kind: Kind }>, 'kind'>>;
};

const cause = textFor('cause');
const reason = textFor('reason');
const replica = countFor('replica');
const answers = countFor('answers');
const attempt = countFor('attempt');
const epoch = countFor('epoch');
const work = amountFor('work', 0, ' us');
const after = amountFor('after', 0, ' s');
const diagnosis = shapeFor('diagnosis', { cause, nodes } satisfies Checks<Diagnosis>);

const gangs = listFor(
  'gangs',
  shapeFor('gang', {
    run,
    attempt,
    epoch,
    nodes,
    health: oneOf('health', ['none', 'ok', 'failed', 'unknown']),
    lost: listFor('lost replicas', replica),
  } satisfies Checks<Gang>),
);

const FLEET_EVENTS: Table<FleetEventBody> = {
  nodeFailed: { node, cause },
  domainFailed: { domain, cause },
  domainRestored: { domain },
  drainDue: { nodes, reason },
  cordoned: { node },
  repaired: { node, answers: maybe(answers) },
  uncordoned: { node, answers: maybe(answers) },
  warmed: { node },
  sweepDue: {},
  inventory: {
    gangs,
    broken: nodes,
    cordoned: nodes,
    down: listFor('domains that are down', domain),
  },
};

const RUN_EVENTS: Table<RunEventBody> = {
  requested: { again: maybe(flagFor('again')) },
  cancelled: { atOnce: maybe(flagFor('atOnce')) },
  placed: {},
  launched: { work },
  observed: {
    health: oneOf('health', ['ok', 'failed', 'unknown']),
    diagnosis: maybe(diagnosis),
    replica: maybe(replica),
  },
  diagnosed: { diagnosis },
  checkpointed: { work },
  saved: { work },
  released: {},
  stopped: {},
  maintenanceDue: {},
  maintained: {},
  restartDue: { reason, atOnce: maybe(flagFor('atOnce')) },
  slowed: { slowdown: amountFor('slowdown', 1), nodes },
  corrupted: { cleanWork: amountFor('cleanWork', 0, ' us'), diagnosis },
  shrunk: { replica, answers },
  replicaDiagnosed: { replica, answers, diagnosis },
  rejoined: { replica, answers },
  timer: { timer },
  finished: {},
};

const FLEET_COMMANDS: Table<FleetCommandBody> = {
  cordon: { node },
  repair: { node },
  uncordon: { node },
  warm: { node },
  inspect: { domain },
  setSweep: { after },
};

const RUN_COMMANDS: Table<RunCommandBody> = {
  place: { add: nodes, remove: nodes },
  launch: {
    work,
    isRollback: flagFor('isRollback'),
    replicas: countFor('replicas'),
    interval: amountFor('interval', 0, ' s'),
  },
  release: {},
  stop: {},
  save: {},
  diagnose: {},
  probe: {},
  maintain: {},
  shrink: { replica },
  diagnoseReplica: { replica },
  rejoin: { replica, add: nodes, remove: nodes },
  setTimer: { timer, after },
  cancelTimer: { timer },
};

/** The `run` of an event or command about the fleet. */
const noRun: Check = (value) =>
  value === '' ? undefined : 'is about the fleet, so its run must be ""';

/** The checks of a kind, with those of the common fields first. */
interface Row {
  readonly checks: Fields;
  readonly inOrder: readonly (readonly [field: string, check: Check])[];
}

type Fields = Readonly<Record<string, Check>>;

function rowsOf(head: Fields, table: Readonly<Record<string, Fields>>): [string, Row][] {
  return Object.entries(table).map(([kind, own]) => {
    const checks = { ...head, ...own };
    return [
      kind,
      { checks: { kind: () => undefined, ...checks }, inOrder: Object.entries(checks) },
    ];
  });
}

const at = amountFor('time "at"', 0, ' us');
const id = countFor('id');

const EVENTS: ReadonlyMap<unknown, Row> = new Map([
  ...rowsOf({ at }, FLEET_EVENTS),
  ...rowsOf({ at, run, attempt, epoch }, RUN_EVENTS),
]);
const COMMANDS: ReadonlyMap<unknown, Row> = new Map([
  ...rowsOf({ id, run: noRun, attempt, epoch }, FLEET_COMMANDS),
  ...rowsOf({ id, run, attempt, epoch }, RUN_COMMANDS),
]);

/**
 * What is wrong with a value as an event, as the predicate of a sentence about its line; undefined if it is
 * one.
 */
export function eventProblem(raw: unknown, known: Known): string | undefined {
  return problemOf(raw, EVENTS, known);
}

/** The same for a line with the commands that answer an event. */
export function answerProblem(raw: Raw, known: Known): string | undefined {
  const { commands } = raw;
  if (!Array.isArray(commands)) return 'has no list of commands';
  for (const command of commands) {
    const problem = problemOf(command, COMMANDS, known);
    if (problem !== undefined) return `holds a command that ${problem}`;
  }
  return strangeField(raw, ANSWER);
}

const ANSWER: Fields = { commands: () => undefined };

function problemOf(
  raw: unknown,
  rows: ReadonlyMap<unknown, Row>,
  known: Known,
): string | undefined {
  if (!isRecord(raw)) return 'is not a JSON object';
  const kind = raw['kind'];
  const row = rows.get(kind);
  if (!row) return `is of unknown kind ${shown(kind)}`;
  for (const [field, check] of row.inOrder) {
    const problem = check(raw[field], known);
    if (problem !== undefined) return `("${String(kind)}") ${problem}`;
  }
  const strange = known.isStrict ? strangeField(raw, row.checks) : undefined;
  return strange === undefined ? undefined : `("${String(kind)}") ${strange}`;
}
