import type {
  Diagnosis,
  Gang,
  NodeId,
  SupervisorEvent,
  TimerName,
} from '@gigafactory/core/protocol';

/** What an event needs around it to be a sentence. */
export interface Telling {
  /** What people call a node. */
  readonly nodeName: (node: NodeId) => string;
  /** us of training to steps. */
  readonly stepOf: (work: number) => number;
}

/** The name that people use of a node of one machine: `grok-nano:1`. Those of a cluster have names of their own. */
export function localNodeName(run: string, node: NodeId): string {
  return `${run}:${node}`;
}

type Words = {
  readonly [Kind in SupervisorEvent['kind']]: (
    event: Extract<SupervisorEvent, { kind: Kind }>,
    telling: Telling,
  ) => string;
};

const WORDS: Words = {
  requested: () => 'The run was requested.',
  cancelled: () => 'A person ended the run.',
  placed: () => 'The run has its nodes.',
  launched: ({ attempt, work }, { stepOf }) =>
    work === 0
      ? `Attempt ${attempt} trains from the beginning.`
      : `Attempt ${attempt} trains from step ${stepOf(work)}.`,
  observed,
  diagnosed: ({ diagnosis }, telling) => `The cause was found: ${causeOf(diagnosis, telling)}.`,
  checkpointed: ({ work }, { stepOf }) => `The checkpoint of step ${stepOf(work)} is on disk.`,
  saved: ({ work }, { stepOf }) => `Saved on request at step ${stepOf(work)}.`,
  released: () => 'The run gave its nodes back.',
  stopped: ({ attempt }) => `Attempt ${attempt} is stopped; no process of it is left.`,
  maintenanceDue: () => 'The run is to pause.',
  maintained: () => 'The pause is over.',
  restartDue: ({ reason }) => `The run is to be launched again: ${reason}.`,
  slowed: ({ slowdown, nodes }, telling) =>
    slowdown <= 1 || nodes.length === 0
      ? 'Steps are as fast as they should be again.'
      : `Because of ${listOf(nodes, telling)}, steps take ${slowdown.toFixed(2)} times as long.`,
  corrupted: ({ cleanWork, diagnosis }, telling) =>
    `Checkpoints after step ${telling.stepOf(cleanWork)} are bad: ${causeOf(diagnosis, telling)}.`,
  shrunk: ({ replica }) => `The others train on without replica ${replica}.`,
  replicaDiagnosed: ({ replica, diagnosis }, telling) =>
    `Why replica ${replica} failed was found: ${causeOf(diagnosis, telling)}.`,
  rejoined: ({ replica }) => `Replica ${replica} trains again.`,
  nodeFailed: ({ node, cause }, { nodeName }) => `Node ${nodeName(node)} failed: ${cause}.`,
  domainFailed: ({ domain, cause }) => `The ${domain.kind} ${domain.index} is down: ${cause}.`,
  domainRestored: ({ domain }) => `The ${domain.kind} ${domain.index} is back.`,
  drainDue: ({ nodes, reason }, telling) => `To be drained: ${listOf(nodes, telling)} (${reason}).`,
  cordoned: ({ node }, { nodeName }) => `Node ${nodeName(node)} takes no more work.`,
  repaired: ({ node }, { nodeName }) => `Node ${nodeName(node)} is well again.`,
  uncordoned: ({ node }, { nodeName }) => `Node ${nodeName(node)} may take work again.`,
  warmed: ({ node }, { nodeName }) => `Node ${nodeName(node)} stands by.`,
  sweepDue: () => 'What is out of service is looked at again.',
  inventory: ({ gangs }) =>
    `The engine was asked what it has: ${FOUND[gangs[0]?.health ?? 'none']}.`,
  timer: ({ timer }) => TIMERS[timer],
  finished: ({ attempt }) => `Attempt ${attempt} has trained all steps and saved the last.`,
};

const TIMERS: Readonly<Record<TimerName, string>> = {
  confirm: 'An order is not confirmed yet.',
  probe: 'The health of the attempt is asked again.',
  watch: 'A look at the attempt, as now and then.',
  diagnosis: 'The time for finding the cause is over.',
  straggler: 'The patience with slow nodes is over.',
  grow: 'A look for nodes that the run could grow onto.',
};

const FOUND: Readonly<Record<Gang['health'], string>> = {
  none: 'nothing of the run is running',
  ok: 'the attempt is well',
  failed: 'the attempt has failed',
  unknown: 'the health of the attempt is not known',
};

/** An event as a sentence for a person. */
export function tell(event: SupervisorEvent, telling: Telling): string {
  // The table pairs each kind with its own words, which the compiler cannot see through an index.
  const words = WORDS[event.kind] as (event: SupervisorEvent, telling: Telling) => string;
  return words(event, telling);
}

function observed(
  { health, replica, diagnosis, attempt }: Extract<SupervisorEvent, { kind: 'observed' }>,
  telling: Telling,
): string {
  const who = replica === undefined ? `Attempt ${attempt}` : `Replica ${replica}`;
  const why = diagnosis ? `: ${causeOf(diagnosis, telling)}` : '';
  if (health === 'ok') return `${who} is well.`;
  if (health === 'failed') return `${who} failed${why}.`;
  return `It is not known whether ${who.toLowerCase()} is well${why}.`;
}

function causeOf({ cause, nodes }: Diagnosis, telling: Telling): string {
  return nodes.length === 0 ? cause : `${cause} on ${listOf(nodes, telling)}`;
}

function listOf(nodes: readonly NodeId[], { nodeName }: Telling): string {
  const names = nodes.map(nodeName);
  return `${names.length === 1 ? 'node' : 'nodes'} ${names.join(', ')}`;
}
