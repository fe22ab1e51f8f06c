import { type Case, Client } from './client.ts';
import { ENGINE_CASES } from './engine-cases.ts';
import { GANG_CASES } from './gang-cases.ts';
import { MESSAGE_CASES } from './messages.ts';
import { type NewEngine, SETTING } from './subject.ts';

/** The test framework that runs the cases; `describe` and `it` of Vitest and of Node both fit. */
export interface Frame {
  describe(name: string, body: () => void): void;
  it(name: string, body: () => Promise<void>): void;
}

/** Cases that an engine cannot pass, named as the report shows them, and why not. */
export interface Exception {
  readonly reason: string;
  readonly tests: readonly string[];
}

export interface ConformanceOptions {
  readonly newEngine: NewEngine;
  readonly skip?: readonly Exception[];
  readonly frame: Frame;
}

const CASES: readonly Case[] = [...ENGINE_CASES, ...GANG_CASES, ...MESSAGE_CASES];

/** Names of all cases, as an exception names them. */
export const CONFORMANCE_CASES: readonly string[] = CASES.map(nameOf);

/**
 * Defines a test for every promise of an engine, each with a fresh engine. An exception without a reason, or
 * with an unknown case, is an error: it would hide the wrong thing.
 */
export function runConformance({ newEngine, skip = [], frame }: ConformanceOptions): void {
  const skipped = new Set(skip.flatMap(({ tests }) => tests));
  const known = new Set(CONFORMANCE_CASES);
  for (const name of skipped) {
    if (!known.has(name))
      throw new RangeError(`no case of the conformance suite is called "${name}"`);
  }
  if (skip.some(({ reason }) => reason.trim() === ''))
    throw new RangeError('an exception of the conformance suite has no reason');
  for (const about of new Set(CASES.map((each) => each.about))) {
    frame.describe(about, () => {
      for (const each of CASES) {
        if (each.about !== about || skipped.has(nameOf(each))) continue;
        frame.it(each.name, async () => {
          const subject = await newEngine(SETTING);
          await each.test(new Client(subject));
          subject.engine.close();
        });
      }
    });
  }
}

function nameOf({ about, name }: Case): string {
  return `${about}: ${name}`;
}
