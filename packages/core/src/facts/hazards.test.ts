import { describe, expect, it } from 'vitest';
import { DAY_S, exp, findUnit, ln } from '../base/index.ts';
import { HAZARD_CAUSES } from './hazard-causes.ts';
import { HAZARDS } from './hazards.ts';
import { OPTICS } from './optics.ts';
import { RECOVERY } from './recovery.ts';
import { FAILURE_PROFILES } from './reliability.ts';

const { corruption, domains, humans, lemons, links, repairs, stragglers } = HAZARDS;

/** Llama 3: 16,384 GPUs with one link each, 16 per leaf, for 54 days. */
const LLAMA_TIME = 54 * DAY_S;
const LLAMA_LINKS = 16_384;
const LLAMA_LEAVES = LLAMA_LINKS / 16;
const SEEN = FAILURE_PROFILES['llama3-2024']!.causes.find(({ label }) => /Network/.test(label))!;

describe('the hazards', () => {
  it('name a cause for every domain', () => {
    expect(Object.keys(domains).filter((name) => !(name in HAZARD_CAUSES))).toEqual([]);
  });

  it('give rates as events in a time, and times as times', () => {
    const all = Object.values(domains);
    const transients = all.flatMap((domain) => ('transient' in domain ? [domain.transient] : []));
    const rates = [
      ...[...all, ...transients, corruption].map(({ rate }) => rate),
      ...[links.failureRate, links.flapRate, stragglers.nodeRate, humans.interventionRate],
    ];
    const times = [
      ...[...all, links, { repair: repairs.handsOn }].map(({ repair }) => repair),
      ...[...transients.map(({ time }) => time), links.flapTime, links.tolerance],
      ...[corruption.detection, stragglers.slowTime],
    ];
    const dimensions = (knowns: typeof rates) =>
      new Set(knowns.map(({ unit }) => JSON.stringify(findUnit(unit)?.dimension)));
    expect(dimensions(rates)).toEqual(new Set([JSON.stringify(findUnit('1/s')!.dimension)]));
    expect(dimensions(times)).toEqual(new Set([JSON.stringify(findUnit('s')!.dimension)]));
  });

  it('come to about the network interruptions that Llama 3 saw', () => {
    const { rate, transient } = domains.leaf;
    const leaves = LLAMA_LEAVES * (rate.value + transient!.rate.value) * LLAMA_TIME;
    const lost = LLAMA_LINKS * links.failureRate.value * LLAMA_TIME;
    expect((leaves + lost) / SEEN.count!).toBeGreaterThan(0.5);
    expect((leaves + lost) / SEEN.count!).toBeLessThan(1.5);
  });

  it('let no more flaps end an attempt than Llama 3 had network interruptions', () => {
    const { flapTime, flapTimeSigma, tolerance, flapRate } = links;
    const deviations = ln(tolerance.value / flapTime.value) / flapTimeSigma.value;
    // The tail of a normal law is below its density over the deviations (Mills).
    const tail = exp(-(deviations ** 2) / 2) / Math.sqrt(2 * Math.PI) / deviations;
    expect(1 / tail).toBeGreaterThan(200);
    expect(LLAMA_LINKS * flapRate.value * LLAMA_TIME * tail).toBeLessThan(SEEN.count!);
  });

  it('contradict the life of a transceiver openly', () => {
    const mttf = OPTICS['400g-sr4']!.mttf!;
    expect(links.failureRate.alternatives![0]!.value * mttf.value).toBeCloseTo(1, 6);
  });

  it('let lemons carry ten of fourteen failures', () => {
    const share = lemons.share.value;
    const carried = share * lemons.factor.value;
    expect(carried / (carried + 1 - share)).toBeCloseTo(10 / 14, 12);
  });

  it('keep the availability of cooling units at five nines', () => {
    const { rate, repair } = domains.coolingUnit;
    expect(rate.value * repair.value).toBeCloseTo(1e-5, 7);
  });

  it('let people stop a run as often as the incidents say', () => {
    const share = humans.incidentShare.value;
    expect(humans.stopsPerFailure.value).toBeCloseTo(share / (1 - share), 3);
  });
});

describe('the spread of recovery', () => {
  it('brings the median to the mean that was published', () => {
    const { spareSwapMedian, spareSwapMean, spareSwapSigma } = RECOVERY;
    const mean = spareSwapMedian.value * exp(spareSwapSigma.value ** 2 / 2);
    expect(mean).toBeCloseTo(spareSwapMean.value, 6);
    expect(spareSwapSigma.value).toBeCloseTo(2.17, 2);
  });
});
