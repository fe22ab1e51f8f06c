import { failed, ok, RECOVERIES, type Result } from '../../base/index.ts';
import {
  type CheckpointPolicy,
  DOMAIN_KINDS,
  type FleetPolicy,
  flatTopology,
  type Policy,
  type RunSpec,
  type Topology,
} from '../protocol/index.ts';
import {
  amountFor,
  type Check,
  type Checks,
  countFor,
  isCount,
  isRecord,
  type Known,
  maybe,
  numberFor,
  oneOf,
  type Raw,
  recordFor,
  shapeFor,
  shown,
  textFor,
} from './checks.ts';
import {
  type HeaderOfDecisions,
  JOURNAL_FORMAT,
  JOURNAL_VERSION,
  type JournalHeader,
  type JournalRun,
} from './format.ts';

const positive = (name: string): Check => {
  const problem = `has no valid ${name} (a whole number above 0)`;
  return (value) => (isCount(value) && value > 0 ? undefined : problem);
};
const seconds = (name: string): Check => amountFor(name, 0, ' s');

const kindOfRun = oneOf('kind', ['train', 'serve']);
const hangTimeout = seconds('hangTimeout');
const horizon = amountFor('"horizon"', 1e-6, ' s');
const size = shapeFor(
  'size',
  Object.fromEntries(DOMAIN_KINDS.map((kind) => [kind, positive(kind)])),
);
const topology = shapeFor('"topology"', {
  nodes: positive('nodes'),
  size,
} satisfies Checks<Topology>);

type CheckpointOf<Kind> = Extract<CheckpointPolicy, { readonly kind: Kind }>;
const checkpointKind = oneOf('kind', ['fixed', 'young', 'adaptive']);
const fixed = shapeFor('checkpoint', {
  kind: checkpointKind,
  interval: seconds('interval'),
} satisfies Checks<CheckpointOf<'fixed'>>);
const reckoned = shapeFor('checkpoint', {
  kind: checkpointKind,
  writeTime: seconds('writeTime'),
  meanTime: seconds('meanTime'),
} satisfies Checks<CheckpointOf<'young'>>);
const checkpoint: Check = (value, known) =>
  (isRecord(value) && value['kind'] === 'fixed' ? fixed : reckoned)(value, known);

const POLICY: Checks<Policy> = {
  checkpoint,
  recovery: oneOf('recovery', RECOVERIES),
  hangTimeout,
  probeInterval: seconds('probeInterval'),
  watchInterval: seconds('watchInterval'),
  confirmTimeout: seconds('confirmTimeout'),
  diagnosisWindow: seconds('diagnosisWindow'),
  stragglerThreshold: amountFor('stragglerThreshold', 0),
  stragglerPatience: seconds('stragglerPatience'),
  growAfter: seconds('growAfter'),
  retryBudgets: recordFor('retryBudgets', amountFor('retry budget', 0)),
  crashLoopAttempts: amountFor('crashLoopAttempts', 0),
};

const FLEET: Checks<FleetPolicy> = {
  maxCordonShare: amountFor('maxCordonShare', 0),
  warmStandbys: countFor('warmStandbys'),
  sweepInterval: seconds('sweepInterval'),
};

const RUN_OF_EVENTS: Checks<JournalRun> = {
  run: textFor('"run"'),
  kind: kindOfRun,
  work: seconds('work'),
  replicas: positive('replicas'),
  nodesPerReplica: positive('nodesPerReplica'),
  policy: shapeFor('policy', { hangTimeout }),
};

const RUN: Checks<RunSpec & JournalRun> = {
  ...RUN_OF_EVENTS,
  priority: numberFor('priority'),
  minReplicas: positive('minReplicas'),
  policy: shapeFor('policy', POLICY),
};

/** What a header holds besides its format and version. */
const HEADERS = {
  // Format 1 allowed unknown fields, and wrote only some of what format 2 does.
  1: { horizon, topology, runs: runsOf(RUN_OF_EVENTS) },
  2: {
    program: textFor('"program"'),
    seed: maybe(countFor('"seed"')),
    horizon: maybe(horizon),
    mode: oneOf('"mode"', ['observe', 'advise', 'act']),
    topology,
    fleet: shapeFor('"fleet"', FLEET),
    runs: runsOf(RUN),
  } satisfies Checks<Omit<HeaderOfDecisions, 'format' | 'version'>>,
};

/** Reads the first line, already parsed. Code of its problem: `journal.header`. */
export function readHeader(raw: unknown): Result<JournalHeader> {
  const problem = isRecord(raw) ? headerProblem(raw) : 'is not a JSON object';
  if (problem === undefined) return ok(raw as unknown as JournalHeader);
  const message = `Line 1 of the journal ${problem}.`;
  return failed({ code: 'journal.header', message, at: { line: 1, column: 1 } });
}

function headerProblem(raw: Raw): string | undefined {
  const { format, version, ...rest } = raw;
  if (format !== JOURNAL_FORMAT) return `is not a header: its "format" must be "${JOURNAL_FORMAT}"`;
  if (version !== 1 && version !== JOURNAL_VERSION) {
    return `is of version ${shown(version)}; this program reads versions 1 and ${JOURNAL_VERSION}`;
  }
  const known: Known = { topology: flatTopology(1), runs: new Set(), isStrict: version > 1 };
  return shapeFor('header', HEADERS[version])(rest, known) ?? sizeProblem(raw);
}

/** A supervisor keeps some state for every node; no real fleet comes near this many. */
const MOST_NODES = 10_000_000;

/** What is wrong between the fields of a header that are each right by themselves. */
function sizeProblem(raw: Raw): string | undefined {
  const { topology, runs } = raw as unknown as JournalHeader;
  const fleet = topology.nodes;
  if (fleet > MOST_NODES)
    return `has a fleet of ${fleet} nodes; this program reads at most ${MOST_NODES}`;
  // A run of more nodes than its fleet has waits for them; it need not be wrong.
  const large = runs.find(
    ({ replicas, nodesPerReplica }) => replicas * nodesPerReplica > MOST_NODES,
  );
  return (
    large &&
    `has a run ${shown(large.run)} of more nodes than the ${MOST_NODES} that this program reads`
  );
}

/** One run or more, no two with the same name. */
function runsOf(checks: Checks<JournalRun>): Check {
  const shape = shapeFor('run', checks);
  return (value, known) => {
    if (!Array.isArray(value) || value.length === 0) return 'has no "runs"';
    for (const run of value) {
      const problem = shape(run, known);
      if (problem !== undefined) return problem;
    }
    const names = new Set(value.map(({ run }) => run));
    return names.size === value.length ? undefined : 'has two runs of the same name';
  };
}
