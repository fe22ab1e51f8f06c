import { DAY_S, failed, ln, ok, type Problem, type Result } from '../../base/index.ts';
import { type Plan, whyAbsent } from '../../plan/index.ts';
import { compare, estimate, ettrOf, type Heat, type Place, Race } from '../../twin/index.ts';
import { lifeOf, type TwinRequest } from '../life.ts';
import { answerLives, DEFAULT_SEED, type LivesPart, type LivesRequest } from '../lives.ts';
import {
  type Choice,
  choicesOf,
  type DimensionName,
  type Ground,
  readDimensions,
  refineInterval,
} from './dimensions.ts';
import type { LivedPolicy, Objective, PolicyDifference, PolicyReport } from './report.ts';

/** Which policies of a run to race, and by which objective. */
export interface PolicyRequest extends TwinRequest {
  /** Parts of the policy to search over, see `DIMENSIONS`. */
  readonly over: readonly string[];
  /** By default `cost` if spares are searched, else `ettr`. */
  readonly objective?: Objective | undefined;
}

/** Lives of every policy before any is dropped; fewer say nothing about its spread. */
const FIRST_LIVES = 10;
export const DEFAULT_POLICY_LIVES = 80;
/** With more, a search would take longer than people are willing to wait. */
const MOST_POLICIES = 300;
/** Lives per job: few enough to share among workers, enough to be worth planning the factory for. */
const JOB_LIVES = 20;
/**
 * After the first rounds, intervals that differ from the leader's by these factors are tried: halves of a
 * step of two.
 */
const REFINEMENTS = [Math.SQRT2, Math.SQRT2, 1.19];

/** Lives of one policy, to be simulated on any thread. */
export interface PolicyJob {
  readonly policy: number;
  readonly input: LivesRequest;
}

interface Policy {
  readonly settings: Readonly<Record<string, Choice>>;
  readonly ettr: number[];
  readonly cost: number[];
}

/**
 * A search for the best policy of a run: says which lives to simulate, takes their results, and reports.
 * Every policy lives the same lives of the seed, so that all face the same failures; see `Race`.
 */
export class PolicySearch {
  readonly #input: PolicyRequest;
  readonly #ground: Ground;
  readonly #over: readonly DimensionName[];
  readonly #policies: Policy[];
  readonly #race: Race;
  readonly objective: Objective;

  private constructor(input: PolicyRequest, ground: Ground, over: readonly DimensionName[]) {
    this.#input = input;
    this.#ground = ground;
    this.#over = over;
    this.objective = input.objective ?? usualObjective(over);
    this.#policies = combine(over, ground).map(unlived);
    const most = input.lives ?? DEFAULT_POLICY_LIVES;
    const first = Math.min(FIRST_LIVES, most);
    this.#race = new Race(this.#policies.length, { first, most, keep: 0 });
  }

  static of(input: PolicyRequest): Result<PolicySearch> {
    const over = readDimensions(input.over);
    if (!over.ok) return over;
    const life = lifeOf(input);
    if (!life.ok) return life;
    const count = over.value.reduce((all, name) => all * choicesOf(name, life.value).length, 1);
    if (count > MOST_POLICIES) return failed(tooMany(count));
    const objective = input.objective ?? usualObjective(over.value);
    if (objective === 'cost' && !life.value.plan.money) return failed(noMoney(life.value.plan));
    return ok(new PolicySearch(input, life.value, over.value));
  }

  /** The jobs to run next, in any order; none if the search is over. */
  jobs(): PolicyJob[] {
    return this.#race.heats().flatMap((heat) => this.#jobsOf(heat));
  }

  /** `round 2 of 4: 36 policies`. */
  describe(): string {
    const { round, rounds } = this.#race;
    const running = this.#race.heats().length;
    return `round ${Math.min(rounds, round + 1)} of ${rounds}: ${running} policies`;
  }

  /** Takes the results of all the jobs, in their order, and drops the policies that are worse. */
  take(jobs: readonly PolicyJob[], parts: readonly LivesPart[]): void {
    for (const [index, { policy }] of jobs.entries()) this.#takePart(policy, parts[index]!);
    this.#race.settle();
    const step = REFINEMENTS[this.#race.round - 1];
    if (step !== undefined && !this.#race.isOver) this.#refine(step);
  }

  report(): PolicyReport {
    const places = this.#race.places();
    const file = places.find(({ policy }) => policy === 0)!;
    const { plan, scenario } = this.#ground;
    const { run } = scenario.runs[0]!.spec;
    return {
      run,
      kernels: plan.training[run]!.kernels,
      seed: this.#input.seed ?? DEFAULT_SEED,
      horizon: scenario.horizon,
      over: this.#over,
      objective: this.objective,
      lives: places[0]!.lives,
      livesInAll: places.reduce((sum, { lives }) => sum + lives, 0),
      policies: places.map((place) => this.#report(place, places[0]!.policy)),
      beatsFile: file.standing === 'worse',
      alike: places.filter(({ standing }) => standing === 'alike').length,
    };
  }

  #jobsOf({ policy, from, before }: Heat): PolicyJob[] {
    const { over: _, objective: __, lives: ___, ...life } = this.#input;
    const edits = { ...life.edits, ...editsOf(this.#policies[policy]!) };
    // The plan, and with it the default length of a life, may differ between policies; a journal has its own.
    const { horizon } = this.#ground.scenario;
    const length = life.journal === undefined ? { days: horizon / DAY_S } : {};
    const jobs: PolicyJob[] = [];
    for (let start = from; start < before; start += JOB_LIVES) {
      const end = Math.min(before, start + JOB_LIVES);
      jobs.push({ policy, input: { ...life, ...length, edits, from: start, before: end } });
    }
    return jobs;
  }

  #takePart(policy: number, { from, lives, nodes, runNodes }: LivesPart): void {
    const { ettr, cost } = this.#policies[policy]!;
    const { money } = this.#ground.plan;
    const perUseful = money && (money.perGpuHour * nodes) / runNodes;
    const merits = lives.map((life) => {
      const ratio = ettrOf(life.runs[0]!);
      ettr.push(ratio);
      if (perUseful === undefined) return ratio;
      cost.push(perUseful / ratio);
      // By its logarithm: the cost of a policy that hardly ever trains has an unbounded spread, and would not
      // be significantly different from anything.
      return this.objective === 'ettr' ? ratio : ln(ratio / perUseful);
    });
    this.#race.take({ policy, from, before: from + lives.length }, merits);
  }

  /** Searches more finely around the leader's interval. */
  #refine(step: number): void {
    const { settings } = this.#policies[this.#race.leader]!;
    const name = 'checkpoint.interval';
    const interval = settings[name]?.interval;
    if (interval === undefined) return;
    const tried = this.#policies.flatMap((policy) => policy.settings[name]?.interval ?? []);
    for (const choice of refineInterval(interval, tried, step)) {
      this.#policies.push(unlived({ ...settings, [name]: choice }));
      this.#race.add();
    }
  }

  #report({ policy, lives, standing, p }: Place, best: number): LivedPolicy {
    const of = this.#policies[policy]!;
    return {
      settings: Object.fromEntries(
        Object.entries(of.settings).map(([name, { label }]) => [name, label]),
      ),
      edits: editsOf(of),
      isFile: policy === 0,
      lives,
      ettr: estimate(of.ettr),
      ...(of.cost.length > 0 && of.cost.every(Number.isFinite) ? { cost: estimate(of.cost) } : {}),
      standing,
      difference: { ...this.#difference(policy, best), p },
    };
  }

  /**
   * The difference in the unit of the objective, on the lives they share; unbounded if a life had no useful
   * time.
   */
  #difference(policy: number, best: number): Omit<PolicyDifference, 'p'> {
    const [of, against] = [policy, best].map((each) => this.#policies[each]![this.objective]);
    const count = Math.min(of!.length, against!.length);
    const [left, right] = [of!.slice(0, count), against!.slice(0, count)];
    if (![...left, ...right].every(Number.isFinite)) return hopeless(left, right);
    const { mean, ci95 } = compare(left, right);
    return { mean, ci95 };
  }
}

/** Finds the best policy on this thread; `PolicySearch` is for callers with several. */
export function searchPolicies(input: PolicyRequest): Result<PolicyReport> {
  const started = PolicySearch.of(input);
  if (!started.ok) return started;
  const search = started.value;
  for (let jobs = search.jobs(); jobs.length > 0; jobs = search.jobs()) {
    const parts: LivesPart[] = [];
    for (const job of jobs) {
      const part = answerLives(job.input);
      if (!part.ok) return part;
      parts.push(part.value);
    }
    search.take(jobs, parts);
  }
  return ok(search.report());
}

/** A life without useful time has an infinite cost. */
function hopeless(left: readonly number[], right: readonly number[]): Omit<PolicyDifference, 'p'> {
  const both = left.every(Number.isFinite) === right.every(Number.isFinite);
  const mean = both ? 0 : Number.POSITIVE_INFINITY;
  return { mean, ci95: [mean, mean] };
}

/** If the number of nodes is a choice, ETTR alone would always want more of them. */
function usualObjective(over: readonly DimensionName[]): Objective {
  return over.includes('spares') ? 'cost' : 'ettr';
}

/** Every combination, the file's own first. */
function combine(over: readonly DimensionName[], ground: Ground): Policy['settings'][] {
  let all: Policy['settings'][] = [{}];
  for (const name of over) {
    const choices = choicesOf(name, ground);
    all = all.flatMap((settings) => choices.map((choice) => ({ ...settings, [name]: choice })));
  }
  return all;
}

function unlived(settings: Policy['settings']): Policy {
  return { settings, ettr: [], cost: [] };
}

function editsOf({ settings }: Policy): Record<string, string> {
  return Object.assign({}, ...Object.values(settings).map(({ edits }) => edits));
}

function noMoney({ notes }: Plan): Problem {
  const message = `Policies cannot be compared by cost: ${whyAbsent('money', notes)}. Or ask for the objective ettr.`;
  return { code: 'optimise.objective', path: 'objective', message };
}

function tooMany(count: number): Problem {
  const message = `These are ${count} policies, more than the ${MOST_POLICIES} that a search takes. Search over fewer parts at a time.`;
  return { code: 'optimise.size', message };
}
