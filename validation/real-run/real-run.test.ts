import { readFileSync } from 'node:fs';
import { dispatch } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const journal = read('journal.jsonl');
const readme = read('README.md');

interface Line {
  readonly at?: number;
  readonly kind?: string;
  readonly health?: string;
}

const events: Line[] = journal
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
/** When something happened for the first time after `since`, s. */
const when = (kind: string, since = 0, health?: string): number => {
  const found = events.find(
    (event) =>
      event.kind === kind &&
      (event.at ?? 0) / 1e6 > since &&
      (health === undefined || event.health === health),
  );
  return (found?.at ?? Number.NaN) / 1e6;
};

/** When each step ended, s after the start of the journal. */
const steps = read('steps.csv')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => Number(line.split(',')[1]));
const failures = [when('observed', 0, 'failed')];
failures.push(when('observed', failures[0], 'failed'));
const shrunk = failures.map((at) => when('shrunk', at));
const rejoined = failures.map((at) => when('rejoined', at));
const requested = when('requested');
const finished = when('finished');

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Time of a step while both replicas train, s. */
function measuredStepTime(): number {
  const whole = steps
    .map((at, index) => [steps[index - 1], at] as const)
    .filter(([before, at]) =>
      failures.every(
        (failed, index) => before !== undefined && (at < failed || before > rejoined[index]!),
      ),
    )
    .map(([before, at]) => at - before!);
  return mean(whole);
}

const stepTime = measuredStepTime();
/** From an order to training: the first start and both returns, s. */
const restart = mean([
  steps[0]! - requested - stepTime,
  ...rejoined.map((at, index) => at - shrunk[index]!),
]);
const stall = mean(shrunk.map((at, index) => at - failures[index]!));
/** Useful training time over wall time. */
const ettr = (steps.length * stepTime) / (finished - requested);

const file = read('factory.yaml');
const measured = { text: file, beside: { 'this-machine': read('hardware.yaml') } };
const RUN = { 'runs.grok-nano.tokens': '245,760 tokens' };

function planned(edits: Readonly<Record<string, string>>) {
  const answer = dispatch('plan', { ...measured, edits });
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value.training['grok-nano']!;
}

/** The twin's life of the run with the failures of its journal. */
function lived(edits: Readonly<Record<string, string>>) {
  const answer = dispatch('twin', { ...measured, edits, journal, lives: 20, seed: 7 });
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value;
}

/** What was measured of the run, in the words of the file. */
const MEASURED = {
  ...RUN,
  'runs.grok-nano.stack': `{ use: gigafactory-trainer, factor: ${stepTime / planned(RUN).stepTime} }`,
  'operations.recoveryTime': `${restart} s`,
  'resilience.replicaStall': `${stall} s`,
};

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

describe('a run of two processes, each killed once', () => {
  it('is what the README says', () => {
    expect(steps).toHaveLength(120);
    expect(readme).toContain(`${stepTime.toFixed(2)} s a step`);
    expect(readme).toContain(`${restart.toFixed(1)} s from an order to training`);
    expect(readme).toContain(`${stall.toFixed(1)} s of stall`);
    expect(readme).toContain(`measured | ${percent(ettr)}`);
  });

  it('is foretold by the twin from its measured rates', () => {
    const { journal: replayed, ettr: foretold, interruptions } = lived(MEASURED);
    // Only the replica failed, and each failure was seen once and diagnosed once.
    expect(replayed?.faults).toEqual({ node: 2 });
    expect(interruptions.unexpected.mean).toBe(2);
    expect(Math.abs(foretold.mean - ettr)).toBeLessThan(0.03);
    expect(readme).toContain(
      `twin, from measured rates and these failures | ${percent(foretold.mean)}`,
    );
  });

  it('took as much processor time as predicted, within the range of the plan', () => {
    const { stepTime: predicted, stepTimeRange } = planned(RUN);
    // Of four ranks, from /proc: see the README.
    for (const measured of [0.519, 0.533, 0.569, 0.555]) {
      expect(measured).toBeGreaterThan(stepTimeRange.low80);
      expect(measured).toBeLessThan(stepTimeRange.high80);
      expect(Math.abs(measured / predicted - 1)).toBeLessThan(0.2);
    }
    expect(readme).toContain(`${predicted.toFixed(3)} s predicted`);
  });
});
