import { describe, expect, it } from 'vitest';
import { createStream } from '../../base/index.ts';
import { Race, type RaceOptions } from './index.ts';

const OPTIONS: RaceOptions = { first: 10, most: 80, keep: 0 };

/** Runs a race of policies whose merit is that of their life plus their own and some noise. */
function run(means: readonly number[], seed: number, options = OPTIONS, noise = 0.2) {
  const race = new Race(means.length, options);
  const luck = createStream(seed).fork('luck');
  const common = Array.from({ length: options.most }, () => luck.normal());
  const own = means.map((_, policy) => createStream(seed).fork(`own ${policy}`));
  let lives = 0;
  while (!race.isOver) {
    for (const heat of race.heats()) {
      const lived = common.slice(heat.from, heat.before);
      lives += lived.length;
      race.take(
        heat,
        lived.map((each) => each + means[heat.policy]! + noise * own[heat.policy]!.normal()),
      );
    }
    race.settle();
  }
  return { places: race.places(), lives };
}

describe('Race', () => {
  it('refuses too few lives, and lives out of order', () => {
    expect(() => new Race(2, { ...OPTIONS, first: 1 })).toThrow(RangeError);
    expect(() => new Race(2, { ...OPTIONS, most: 5 })).toThrow(RangeError);
    const race = new Race(2, OPTIONS);
    expect(() => race.take({ policy: 0, from: 3, before: 4 }, [1])).toThrow('out of order');
  });

  it('finds the best, and drops what is plainly worse early', () => {
    const { places, lives } = run([0, 1, 3, 2.95, -2], 1);
    expect(places[0]).toMatchObject({ policy: 2, standing: 'best', lives: 80 });
    const worst = places.find(({ policy }) => policy === 4)!;
    expect(worst).toMatchObject({ standing: 'worse', lives: 10 });
    expect(worst.difference.mean).toBeCloseTo(-5, 0);
    expect(lives).toBeLessThan(5 * 80);
  });

  it('lives the policy that is kept to the end although it is worse', () => {
    const { places } = run([0, 3], 2);
    expect(places[1]).toMatchObject({ policy: 0, standing: 'worse', lives: 80 });
  });

  it('calls a life without useful time worse than any other', () => {
    const { places } = run([0, Number.NEGATIVE_INFINITY], 3);
    expect(places.map(({ policy, standing }) => [policy, standing])).toEqual([
      [0, 'best'],
      [1, 'worse'],
    ]);
  });

  it('tells no policies apart that do the same thing', () => {
    const { places } = run([1, 1, 1], 4, OPTIONS, 0);
    expect(places.map(({ standing }) => standing)).toEqual(['best', 'alike', 'alike']);
  });

  it('tells equal policies apart in no more than one race in twenty', () => {
    const races = 200;
    let wrong = 0;
    for (let seed = 0; seed < races; seed++) {
      const { places } = run([0, 0, 0, 0, 0, 0], seed);
      if (places.some(({ standing }) => standing === 'worse')) wrong++;
    }
    expect(wrong).toBeLessThanOrEqual(races / 20 + 8);
  });

  it('lets a policy in later, which then lives the same lives', () => {
    const race = new Race(1, OPTIONS);
    race.take(race.heats()[0]!, new Array(10).fill(0));
    race.settle();
    const late = race.add();
    expect(race.heats()).toEqual([
      { policy: 0, from: 10, before: 20 },
      { policy: late, from: 0, before: 20 },
    ]);
  });
});
