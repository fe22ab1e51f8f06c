import { createStream } from '../../base/index.ts';
import type { StepResult } from '../../control/index.ts';
import {
  type Micros,
  type NodeId,
  type SupervisorEvent,
  toSeconds,
} from '../../control/protocol/index.ts';
import type { Fault } from '../fault.ts';
import { live } from '../life.ts';
import { replicaCode } from '../replica-map.ts';
import type { TwinTrace } from '../result.ts';
import type { TwinScenario } from '../scenario.ts';
import { drawSimCase } from '../sim/index.ts';
import { TraceWatcher } from '../trace.ts';
import type { Books, Members, NodeChange, Strike, Watcher } from '../watcher.ts';
import { BROKEN, CORDONED, type FleetState, fleetAtStart, foldEvent, SLOW, WARM } from './fleet.ts';

/** The true state of a fleet from one moment up to the next, as the world knows it. */
interface Truth {
  readonly from: Micros;
  readonly before: Micros;
  /** By node: index of the run that has it, or -1. */
  readonly holder: readonly number[];
  readonly broken: ReadonlySet<NodeId>;
  readonly cordoned: ReadonlySet<NodeId>;
  readonly slow: ReadonlySet<NodeId>;
  readonly warm: ReadonlySet<NodeId>;
  /** Domains that are down, in the order of their names. */
  readonly down: readonly string[];
  /** By run: us of this time that it was stopped, and that it wrote checkpoints. */
  readonly stood: readonly (readonly [still: Micros, writing: Micros])[];
}

/** The nodes in a replica when it was given up. */
interface Loss {
  readonly code: number;
  readonly members: readonly NodeId[];
}

/** Records the true state, from what the world does and not from what the trace reports. */
class TruthWatcher implements Watcher {
  readonly truths: Truth[] = [];
  readonly losses: Loss[] = [];
  readonly #names: readonly string[];
  readonly #holder: number[];
  readonly #broken = new Set<NodeId>();
  readonly #cordoned = new Set<NodeId>();
  readonly #slow = new Set<NodeId>();
  readonly #warm = new Set<NodeId>();
  readonly #down = new Set<string>();
  #stood: Truth['stood'];
  #from: Micros = 0;
  #lastShrink = 0;

  constructor({ topology, runs }: TwinScenario) {
    this.#names = runs.map(({ spec }) => spec.run);
    this.#holder = Array.from({ length: topology.nodes }, () => -1);
    this.#stood = runs.map(() => [0, 0]);
  }

  /** Everything of the previous moment has happened, and its outcome has lasted until now. */
  advance(now: Micros, books: Books): void {
    if (now === this.#from) return;
    const stood = this.#names.map((_, run) => {
      const { detect, waitForNodes, restart, maintenance, checkpoint } = books(run, now).lost;
      return [detect + waitForNodes + restart + maintenance, checkpoint] as const;
    });
    this.truths.push({
      from: this.#from,
      before: now,
      holder: [...this.#holder],
      broken: new Set(this.#broken),
      cordoned: new Set(this.#cordoned),
      slow: new Set(this.#slow),
      warm: new Set(this.#warm),
      down: [...this.#down].sort(),
      stood: stood.map(([still, writing], run) => [
        still - this.#stood[run]![0],
        writing - this.#stood[run]![1],
      ]),
    });
    this.#stood = stood;
    this.#from = now;
  }

  node(_: Micros, node: NodeId, change: NodeChange): void {
    if (change.what === 'joined') this.#holder[node] = change.run;
    else if (change.what === 'left') this.#holder[node] = -1;
    else if (change.what === 'broken') this.#broken.add(node);
    else {
      this.#broken.delete(node);
      this.#slow.delete(node);
    }
    if (change.what === 'joined' || change.what === 'broken') this.#warm.delete(node);
  }

  told(_: Micros, event: SupervisorEvent): void {
    if (event.kind === 'cordoned') this.#cordoned.add(event.node);
    if (event.kind === 'uncordoned') this.#cordoned.delete(event.node);
    if (event.kind === 'warmed' && !this.#broken.has(event.node)) this.#warm.add(event.node);
  }

  step(_: Micros, __: SupervisorEvent, { commands }: StepResult, members: Members): void {
    for (const command of commands) {
      // An unconfirmed order is sent again, and counts once.
      if (command.kind !== 'shrink' || command.id <= this.#lastShrink) continue;
      this.#lastShrink = command.id;
      const code = replicaCode(this.#names.indexOf(command.run) + 1, command.replica);
      this.losses.push({
        code,
        members: [...members(command.run, command.replica)].sort(byNumber),
      });
    }
  }

  strike(_: Micros, { fault }: Strike): void {
    if (fault.what === 'slow') this.#slow.add(fault.node);
    if (fault.what === 'domain') this.#down.add(nameOf(fault.domain));
  }

  calm(_: Micros, fault: Fault): void {
    if (fault.what === 'slow') this.#slow.delete(fault.node);
    if (fault.what === 'domain') this.#down.delete(nameOf(fault.domain));
  }
}

/** Where the folded trace of a random life differed from the truth, and how many moments were compared. */
export interface Comparison {
  readonly moments: number;
  readonly losses: number;
  readonly wrong: readonly string[];
}

/** Simulates the random factory of a seed without losing any message, and folds its trace. */
export function compareFold(seed: number): Comparison {
  const { scenario } = drawSimCase(seed);
  const truth = new TruthWatcher(scenario);
  const tracer = new TraceWatcher(scenario, 2);
  live(scenario, createStream(seed).fork('life'), { watcher: both(truth, tracer) });
  const trace = tracer.trace(seed, '', []);
  const fleet = fleetAtStart(trace);
  const wrong: string[] = [];
  const losses = [...truth.losses];
  let next = 0;
  for (const moment of truth.truths) {
    for (; (trace.events[next]?.time ?? Infinity) <= toSeconds(moment.from); next++) {
      const event = trace.events[next]!;
      foldEvent(fleet, event, trace);
      if (event.kind === 'shrunk') wrong.push(...wrongLoss(fleet, losses.shift()));
    }
    const at = `seed ${seed}, ${toSeconds(moment.from)} s: `;
    const found = [...wrongNodes(fleet, moment), ...wrongRuns(fleet, moment, scenario)];
    wrong.push(...found.map((what) => at + what));
  }
  return { moments: truth.truths.length, losses: truth.losses.length - losses.length, wrong };
}

function wrongLoss({ holder, replica }: FleetState, loss: Loss | undefined): string[] {
  const told: NodeId[] = [];
  replica.forEach((code, node) => {
    if (code === loss?.code && holder[node] !== 0) told.push(node);
  });
  const isRight = loss !== undefined && String(told) === String(loss.members);
  return isRight ? [] : [`replica ${loss?.code} of ${told}, not ${loss?.members}`];
}

function wrongNodes({ holder, condition, runs, troubles }: FleetState, truth: Truth): string[] {
  const wrong: string[] = [];
  for (const [node, bits] of condition.entries()) {
    const isOut = (bits & CORDONED) !== 0;
    const expect = (what: string, isTold: boolean, isTrue: boolean) => {
      if (isTold !== isTrue) wrong.push(`node ${node} is ${isTold ? '' : 'not '}told as ${what}`);
    };
    expect('cordoned', isOut, truth.cordoned.has(node));
    // A cordoned node is shown as cordoned, whatever else it is.
    if (isOut) continue;
    expect('broken', (bits & BROKEN) !== 0, truth.broken.has(node));
    expect('slow', (bits & SLOW) !== 0, truth.slow.has(node));
    const run = holder[node]! - 1;
    // The supervisor no longer counts a node as warm once it orders it into a gang, even if the node never
    // gets there.
    if (run < 0 && bits & WARM) expect('warm', true, truth.warm.has(node));
    // The trace puts a node in a gang from the order on; the gang is complete once the run is training.
    const isUnderWay = run >= 0 && runs[run]!.phase !== 'training';
    if (!isUnderWay) expect(`in run ${run}`, true, truth.holder[node] === run);
  }
  const down = troubles.filter(({ isDown }) => isDown).map(({ domain }) => nameOf(domain));
  if (String(down.sort()) !== String(truth.down)) wrong.push(`${down} down, not ${truth.down}`);
  return wrong;
}

/** Times are kept in whole us, so each end may be off by one. */
const ROUNDING = 2;

function wrongRuns({ runs }: FleetState, truth: Truth, scenario: TwinScenario): string[] {
  const lasted = truth.before - truth.from;
  return runs.flatMap(({ kind, phase }, index) => {
    const [still, writing] = truth.stood[index]!;
    // If replicas are lost one by one, the trace has the others train from the order to go on.
    const { recovery } = scenario.runs[index]!.spec.policy;
    if (kind === 'serve' || recovery === 'replica') return [];
    if (phase === 'starting' || phase === 'released' || phase === 'ended') return [];
    const isRight = phase === 'training' ? still <= ROUNDING : still + writing >= lasted - ROUNDING;
    return isRight ? [] : [`run ${index} is told as ${phase}, and stood still ${still} us`];
  });
}

function both(truth: TruthWatcher, trace: TraceWatcher): Watcher {
  return {
    advance(now, books) {
      truth.advance(now, books);
      trace.advance(now, books);
    },
    strike(now, strike) {
      truth.strike(now, strike);
      trace.strike(now, strike);
    },
    calm(now, fault) {
      truth.calm(now, fault);
      trace.calm(now, fault);
    },
    step(now, event, result, members) {
      truth.step(now, event, result, members);
      trace.step(now, event, result, members);
    },
    told: (now, event) => truth.told(now, event),
    node: (now, node, change) => truth.node(now, node, change),
    checkpoints: (run, row) => trace.checkpoints(run, row),
    end: (now, outcomes, books) => trace.end(now, outcomes, books),
  };
}

function nameOf({ kind, index }: NonNullable<TwinTrace['events'][number]['domain']>): string {
  return `${kind} ${index}`;
}

function byNumber(a: number, b: number): number {
  return a - b;
}
