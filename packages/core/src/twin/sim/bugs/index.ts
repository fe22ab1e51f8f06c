import type { RuleName } from '../../../control/protocol/index.ts';
import type { SimCase } from '../sim-case.ts';
import { smallCase, smallRun } from './small-factory.ts';

/** A bug that a similar system shipped, as a case that would expose it here. */
export interface ShippedBug {
  readonly name: string;
  /** What went wrong, and what prevents it here. */
  readonly story: string;
  readonly sim: SimCase;
  /** The rule that prevents the bug. */
  readonly guard: RuleName;
  /** Exact number of attempts that the first run needs. */
  readonly attempts: number;
}

const crash = { what: 'node', cause: 'gpu', detection: 'crash', repair: 1200 } as const;

/** Bugs that others shipped. Each case passes, and fails once its guarding rule is removed. */
export const SHIPPED_BUGS: readonly ShippedBug[] = [
  {
    name: 'a probe timeout destroys a healthy job',
    guard: 'unknownIsNotFailed',
    story:
      'The health check of a healthy job timed out, which was taken for a failure, and the job was destroyed. Here an unknown answer only leads to another check.',
    sim: smallCase(
      3,
      [smallRun({})],
      [{ what: 'doubt', run: 'run-0', cause: 'probe timeout', duration: 1800, at: 3600 }],
      [],
    ),
    attempts: 1,
  },
  {
    name: 'a stale event restarts a job for ever',
    guard: 'epochTest',
    story:
      'A report that an old attempt had failed was delivered again after the new attempt had begun, so the new attempt was stopped, again and again. Here events of an older order are dropped.',
    sim: smallCase(
      3,
      [smallRun({}, { watchInterval: 7200 })],
      [{ what: 'job', run: 'run-0', cause: 'software', detection: 'crash', at: 3600 }],
      [{ kind: 'observed', nth: 0, what: 'again', again: 1800 }],
    ),
    attempts: 2,
  },
  {
    name: "'can't query' taken as 'drained'",
    guard: 'silenceIsNoStop',
    story:
      'A query for what still ran on nodes to be freed got no answer; that was taken for "nothing runs", and the nodes were given away under a live job. Here only a confirmation counts, and an order without one is sent again.',
    sim: smallCase(
      3,
      [smallRun({}), smallRun({ run: 'run-1', priority: 1 }, {}, 3600)],
      [],
      [
        { kind: 'stop', nth: 0, what: 'lost' },
        { kind: 'release', nth: 0, what: 'lost' },
        { kind: 'released', nth: 0, what: 'lost' },
      ],
    ),
    attempts: 1,
  },
  {
    name: 'a returning spare closes the gang',
    guard: 'servesOnlyWaiting',
    story:
      'A repaired node that came back as a spare joined the rendezvous of the job that had gone on without it, and closed it. Here a node that returns is free, and only runs that wait for nodes are served.',
    sim: smallCase(3, [smallRun({})], [{ ...crash, node: 0, at: 3600 }], []),
    attempts: 2,
  },
  {
    name: 'a node cordoned for ever',
    guard: 'sweeps',
    story:
      'The report that a cordoned node was repaired got lost, and nothing ever asked again. Here the supervisor asks about every node that is out until it is back.',
    sim: smallCase(
      3,
      [smallRun({})],
      [{ ...crash, node: 0, at: 3600 }],
      [
        { kind: 'repaired', nth: 0, what: 'lost' },
        { kind: 'uncordon', nth: 0, what: 'lost' },
      ],
    ),
    attempts: 2,
  },
];
