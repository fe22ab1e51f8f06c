import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RunLife } from '../twin/index.ts';
import { planText } from './factory-text.ts';
import type { LivesPart } from './lives.ts';
import { CLAIM_LIVES, judgeRequirements, livesOfClaims } from './twin-claims.ts';

const DAY = 86_400;
const example = (name: string) =>
  readFileSync(new URL(`../../../../examples/${name}.yaml`, import.meta.url), 'utf8');
const POD = example('one-pod');
const TEXT = POD.replace(
  'requirements:\n',
  `requirements:
  - { claim: In time, quantity: twin.pretrain.duration, percentile: 90, atMost: 30 d }
  - { claim: Useful, quantity: twin.pretrain.goodput, atLeast: 90 % }
  - { claim: Quiet, quantity: twin.pretrain.interruptions, percentile: 10, atMost: 3 }
`,
);

/** Lives that end after these days; those of none do not end. */
function livesOf(days: readonly (number | undefined)[]): LivesPart {
  const lost = {
    detect: 0,
    waitForNodes: 0,
    restart: 0,
    rework: 0,
    checkpoint: 0,
    maintenance: 0,
    straggle: 0,
    shrunk: 0,
  };
  const lives = days.map((length): RunLife => {
    const elapsed = (length ?? 70) * DAY * 1e6;
    return {
      outcome: length === undefined ? 'running' : 'finished',
      elapsed,
      account: { useful: 0.95 * elapsed, lost },
      interruptions: { 'Faulty GPU': 2, NIC: 1 },
      planned: 0,
      progress: [],
    };
  });
  const rest = { fleet: { held: 1, spare: 0, out: 0 }, lemons: [], events: 0, digest: '' };
  return {
    from: 0,
    nodes: 127,
    runNodes: 120,
    lives: lives.map((run) => ({ ...rest, runs: [run] })),
  };
}

function judged(
  days: readonly (number | undefined)[],
  edits: Readonly<Record<string, string>> = {},
) {
  const lived = [{ run: 'pretrain', parts: [livesOf(days)] }];
  const answer = judgeRequirements({ text: TEXT, edits }, lived);
  if (!answer.ok) throw new Error(answer.problems[0]!.message);
  return answer.value;
}

const spread = (from: number, to: number) =>
  Array.from({ length: 200 }, (_, index) => from + ((to - from) * index) / 199);

describe('livesOfClaims', () => {
  it('asks for 200 lives of each run that a claim is about, three times as long as planned', () => {
    const planned = planText({ text: TEXT });
    if (!planned.ok) throw new Error(planned.problems[0]!.message);
    const { plan } = planned.value;
    const days = (3 * plan.training['pretrain']!.duration) / DAY;
    expect(livesOfClaims(plan)).toEqual([
      { run: 'pretrain', seed: 7, days, from: 0, before: CLAIM_LIVES },
    ]);
    const none = planText({ text: POD });
    expect(none.ok && livesOfClaims(none.value.plan)).toEqual([]);
  });
});

describe('judgeRequirements', () => {
  it('answers with problems for a file that has some', () => {
    expect(judgeRequirements({ text: 'gigafactory: 1' }, []).ok).toBe(false);
  });

  it('counts lives that did not end as longer than any bound', () => {
    const endless = [
      ...spread(20, 25).slice(0, 150),
      ...Array.from({ length: 50 }, () => undefined),
    ];
    const [inTime] = judged(endless);
    expect(inTime).toMatchObject({ verdict: 'fails', value: Number.POSITIVE_INFINITY });
    expect(inTime!.why).toContain('50 of them did not end');
  });

  it('holds, fails, or cannot tell where the bound is in the interval of the percentile', () => {
    const verdictOf = (days: readonly number[]) => judged(days)[0]!.verdict;
    expect(verdictOf(spread(20, 25))).toBe('holds');
    expect(verdictOf(spread(35, 40))).toBe('fails');
    expect(verdictOf(spread(20, 31.2))).toBe('unknown');
  });

  it('cannot tell within the doubt in kernels that were scaled to the GPU', () => {
    const typed = { 'hardware.gpu.bf16': '1200 TFLOP/s' };
    const [known, unsure] = [judged(spread(20, 25)), judged(spread(20, 25), typed)];
    expect(known[0]).toMatchObject({ verdict: 'holds' });
    expect(unsure[0]).toMatchObject({ verdict: 'unknown', value: known[0]!.value });
    expect(unsure[0]!.range[1]).toBeCloseTo(known[0]!.range[1] * 2, 3);
    expect(unsure[0]!.why).toContain('its steps may take 0.83 to 2 times as long');
    // The share of time that is useful does not depend on how long a step is.
    expect(unsure[1]).toMatchObject({ verdict: 'holds', range: known[1]!.range });
  });

  it('keeps the order of the file, and says by what each is judged', () => {
    const all = judged(spread(20, 25));
    expect(all.map(({ source }) => source)).toEqual([
      'twin',
      'twin',
      'twin',
      'plan',
      'plan',
      'plan',
    ]);
    expect(all.map(({ percentile }) => percentile)).toEqual([
      90,
      50,
      10,
      undefined,
      undefined,
      undefined,
    ]);
    expect(all[0]!.value / DAY).toBeCloseTo(24.5, 1);
    expect(all[1]).toMatchObject({ value: 0.95, verdict: 'holds' });
    expect(all[2]).toMatchObject({ value: 3, verdict: 'holds', margin: 0 });
  });
});
