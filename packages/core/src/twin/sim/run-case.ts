import { createStream, Digest } from '../../base/index.ts';
import type { Micros, SupervisorEvent } from '../../control/protocol/index.ts';
import { type RuleName, withoutRule } from '../../control/protocol/rules.ts';
import { checkScenario } from '../check-scenario.ts';
import { type Life, live } from '../life.ts';
import type { Watcher } from '../watcher.ts';
import { type Checker, INVARIANTS } from './checkers/index.ts';
import { FaultyCourier } from './courier.ts';
import type { SimCase, Violation } from './sim-case.ts';

export interface SimReport {
  readonly violations: readonly Violation[];
  /** Digest over everything that happened and its result, 16 hex digits. */
  readonly digest: string;
  readonly events: number;
}

export interface SimOptions {
  /** Follows the life along with the checkers, for example to print it. */
  readonly watcher?: Watcher;
  /** A rule that supervisor and engine run without, to see which checker notices. */
  readonly without?: RuleName | undefined;
}

/** A broken rule tends to be broken again and again. */
const MOST_VIOLATIONS = 20;
/** A life that goes round in circles, at one moment or for ever, is stopped. */
const MOST_EVENTS = 200_000;

/** Thrown to break off an endless life. */
class Endless extends Error {}

/**
 * Runs one case under all checkers. Anything wrong, including a crash of the twin, is a violation; throws a
 * RangeError only for a scenario that `checkScenario` refuses.
 */
export function runSimCase(sim: SimCase, { watcher, without }: SimOptions = {}): SimReport {
  const checked = checkScenario(sim.scenario);
  if (!checked.ok) throw new RangeError(checked.problems[0]!.message);
  const violations: Violation[] = [];
  const checkers = INVARIANTS.map(({ name, make }) =>
    make(sim, (time, message) => {
      if (violations.length < MOST_VIOLATIONS) violations.push({ rule: name, time, message });
    }),
  );
  const clock = new Clock();
  const digest = new Digest();
  let events = 0;
  try {
    const all = fanOut(watcher ? [clock, watcher, ...checkers] : [clock, ...checkers]);
    const stream = createStream(sim.seed).fork('life');
    const rules = without && { rules: withoutRule(without) };
    const courier = new FaultyCourier(sim);
    const life = live(sim.scenario, stream, { watcher: all, courier, ...rules });
    for (const checker of checkers) checker.close?.(life);
    digestLife(digest, life);
    events = life.events;
  } catch (error) {
    const rule = error instanceof Endless ? 'an end' : 'no crash';
    const message = error instanceof Error ? error.message : String(error);
    violations.push({ rule, time: clock.now, message });
  }
  for (const { rule, time } of violations) digest.text(rule).number(time);
  return { violations, digest: digest.hex(), events };
}

function digestLife(digest: Digest, life: Life): void {
  digest.text(life.digest);
  for (const { account, outcome, elapsed } of life.runs) {
    digest.text(outcome).number(elapsed).number(account.useful);
    for (const lost of Object.values(account.lost)) digest.number(lost);
  }
  digest.number(life.fleet.held).number(life.fleet.out);
}

/** Knows the time at which a life crashed, and breaks off one that never ends. */
class Clock implements Watcher {
  now: Micros = 0;
  #events = 0;

  advance(now: Micros): void {
    this.now = now;
  }

  step(_now: Micros, { kind }: SupervisorEvent): void {
    if (++this.#events > MOST_EVENTS) {
      throw new Endless(`${MOST_EVENTS} events and no end, the last "${kind}"`);
    }
  }
}

function fanOut(watchers: readonly Checker[]): Watcher {
  const all =
    <Name extends keyof Watcher>(name: Name) =>
    (...args: Parameters<Required<Watcher>[Name]>): void => {
      for (const watcher of watchers) {
        (watcher[name] as ((...args: unknown[]) => void) | undefined)?.call(watcher, ...args);
      }
    };
  return {
    advance: all('advance'),
    strike: all('strike'),
    calm: all('calm'),
    command: all('command'),
    told: all('told'),
    node: all('node'),
    begun: all('begun'),
    gone: all('gone'),
    step: all('step'),
    end: all('end'),
  };
}
