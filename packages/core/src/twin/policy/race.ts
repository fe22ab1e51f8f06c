import { compare, type Difference, holm } from './compare.ts';

/**
 * Lives that a policy has to be simulated for: numbers `from` up to, but not including, `before` under the
 * common seed.
 */
export interface Heat {
  readonly policy: number;
  readonly from: number;
  readonly before: number;
}

export interface RaceOptions {
  /** Lives per policy in the first round; each round doubles them. */
  readonly first: number;
  /** Lives of the policies that stay to the end. */
  readonly most: number;
  /** A policy that stays to the end, however bad, so that others can be compared with it. */
  readonly keep: number;
}

/** Error of the whole race: the chance that any two equal policies are declared different. */
const LEVEL = 0.05;

interface Runner {
  readonly merits: number[];
  /** Lives after which it was significantly worse than the leader, if it ever was. */
  beatenAfter: number | undefined;
  /** Corrected p-value of the comparison with the leader in its last round. */
  p: number;
}

export type Standing = 'best' | 'alike' | 'worse';

export interface Place {
  readonly policy: number;
  readonly lives: number;
  readonly standing: Standing;
  /** Its merit less that of the best policy, on the lives they share. */
  readonly difference: Difference;
  /** Corrected for all pairs compared and for all rounds; at most 1. */
  readonly p: number;
}

/**
 * Finds the best of many policies with common random numbers: all live the same lives, so that luck cancels
 * in paired differences. After each round a policy that is significantly worse than the leader drops out, by
 * paired t-tests, Holm-corrected over all pairs of the round because the leader is only known from the data,
 * at a level divided by the number of rounds because each round tests again (Bonferroni). The idea of racing
 * is from Maron and Moore, "Hoeffding Races", NIPS 6, 1994.
 */
export class Race {
  readonly #options: RaceOptions;
  readonly #runners: Runner[] = [];
  /** Lives after each round. */
  readonly #schedule: readonly number[];
  #round = 0;

  /** Throws a RangeError for fewer than two lives in the first round, or fewer at the end than at first. */
  constructor(policies: number, options: RaceOptions) {
    const { first, most } = options;
    if (!(first >= 2 && most >= first)) throw new RangeError('a race needs two lives or more');
    this.#options = options;
    this.#schedule = scheduleOf(options);
    for (let policy = 0; policy < policies; policy++) this.add();
  }

  get round(): number {
    return this.#round;
  }

  get rounds(): number {
    return this.#schedule.length;
  }

  /** Adds a policy, which has to catch up on the lives of the others; returns its number. */
  add(): number {
    return this.#runners.push({ merits: [], beatenAfter: undefined, p: 1 }) - 1;
  }

  /** The heats to be simulated before `settle`; none if the race is over. */
  heats(): Heat[] {
    if (this.isOver) return [];
    const before = this.#schedule[this.#round]!;
    return this.#runners.flatMap(({ merits, beatenAfter }, policy) =>
      (beatenAfter === undefined || policy === this.#options.keep) && merits.length < before
        ? [{ policy, from: merits.length, before }]
        : [],
    );
  }

  get isOver(): boolean {
    return this.#round === this.rounds;
  }

  /** Takes the merits of a heat, one per life; larger is better, -Infinity for a life without any useful time. */
  take({ policy, from }: Heat, merits: readonly number[]): void {
    const runner = this.#runners[policy]!;
    if (runner.merits.length !== from) throw new RangeError(`policy ${policy} lives out of order`);
    runner.merits.push(...merits);
  }

  /** Ends a round: policies significantly worse than the leader drop out. */
  settle(): void {
    this.#round++;
    const running = this.#running();
    const leader = this.leader;
    const pairs = running.flatMap((a, index) => running.slice(index + 1).map((b) => [a, b]));
    const corrected = holm(pairs.map(([a, b]) => this.#compare(a!, b!).p));
    for (const [index, [a, b]] of pairs.entries()) {
      if (a !== leader && b !== leader) continue;
      const other = this.#runners[a === leader ? b! : a!]!;
      other.p = Math.min(1, this.rounds * corrected[index]!);
      if (other.p <= LEVEL) other.beatenAfter = other.merits.length;
    }
  }

  /** The policy with the best mean among those still in the race. */
  get leader(): number {
    return this.#running().reduce((best, policy) =>
      meanOf(this.#runners[policy]!) > meanOf(this.#runners[best]!) ? policy : best,
    );
  }

  /** All policies, the best first, the rest by merit. */
  places(): Place[] {
    const best = this.leader;
    const places = this.#runners.map(({ merits, beatenAfter, p }, policy): Place => {
      const standing = policy === best ? 'best' : beatenAfter === undefined ? 'alike' : 'worse';
      return {
        policy,
        lives: merits.length,
        standing,
        difference: this.#compare(policy, best),
        p: policy === best ? 1 : p,
      };
    });
    const rank = { best: 0, alike: 1, worse: 2 };
    return places.sort(
      (a, b) => rank[a.standing] - rank[b.standing] || b.difference.mean - a.difference.mean,
    );
  }

  #running(): number[] {
    return this.#runners.flatMap(({ beatenAfter }, policy) =>
      beatenAfter === undefined ? [policy] : [],
    );
  }

  #compare(a: number, b: number): Difference {
    const [of, against] = [this.#runners[a]!.merits, this.#runners[b]!.merits];
    const count = Math.min(of.length, against.length);
    const [left, right] = [of.slice(0, count), against.slice(0, count)];
    if (left.every(Number.isFinite) && right.every(Number.isFinite)) return compare(left, right);
    return hopeless(left.every(Number.isFinite) === right.every(Number.isFinite));
  }
}

/** A life without useful time has no merit to average: that counts as a certain difference. */
function hopeless(both: boolean): Difference {
  const mean = both ? 0 : Number.NEGATIVE_INFINITY;
  return { mean, ci95: [mean, mean], p: both ? 1 : 0 };
}

function meanOf({ merits }: Runner): number {
  return merits.reduce((sum, merit) => sum + merit, 0) / merits.length;
}

function scheduleOf({ first, most }: RaceOptions): number[] {
  const schedule: number[] = [];
  for (let lives = first; lives < most; lives *= 2) schedule.push(lives);
  return [...schedule, most];
}
