import type { RuleName } from '../../../control/protocol/index.ts';
import type { SimCase } from '../sim-case.ts';
import { smallCase, smallRun } from './small-factory.ts';

/** A bug that a system like this one shipped with, as a case in which it would show. */
export interface ShippedBug {
  readonly name: string;
  /** What went wrong, and what keeps it from going wrong here. */
  readonly story: string;
  readonly sim: SimCase;
  /** The rule without which the bug is here. */
  readonly guard: RuleName;
  /** Attempts that the first run needs, and no more. */
  readonly attempts: number;
}

const crash = { what: 'node', cause: 'gpu', detection: 'crash', repair: 1200 } as const;

/** Bugs that others shipped. Each case passes, and fails once the rule that guards it is taken away. */
export const SHIPPED_BUGS: readonly ShippedBug[] = [
  {
    name: 'a probe timeout destroys a healthy job',
    guard: 'unknownIsNotFailed',
    story:
      'The health check of a job that trains well timed out, which was taken for its death, and the job was destroyed. Here an unknown answer leads to another look and nothing else.',
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
      'Word that an old attempt had failed came again after the new one had begun, which was stopped for it, again and again. Here words of an older order are dropped.',
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
      'Nothing answered when it was asked what still ran on nodes that were to be freed; that was taken for "nothing runs", and they were given away under a living job. Here only the word that an order is done counts, and silence has it sent again.',
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
      'The word that a cordoned node was repaired got lost, and the question was never asked again. Here everything that is out is asked about until it is back.',
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
