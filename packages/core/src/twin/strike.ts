import {
  isSameDomain,
  type Micros,
  type NodeId,
  nodeRange,
  toMicros,
} from '../control/protocol/index.ts';
import type { AttemptFault } from './attempt.ts';
import type { TwinDuration } from './duration.ts';
import type { Fault } from './fault.ts';
import type { SimulatedRun } from './run.ts';
import type { Strike } from './watcher.ts';
import type { World } from './world.ts';

type FaultOf<What extends Fault['what']> = Extract<Fault, { readonly what: What }>;

/** Hears of strikes, and of faults that end by themselves. */
export interface StrikeListener {
  onStrike(strike: Strike): void;
  onCalm(fault: Fault): void;
}

/** Strikes the world with faults. */
export class Striker {
  readonly #world: World;
  readonly #listener: StrikeListener;

  constructor(world: World, listener: StrikeListener) {
    this.#world = world;
    this.#listener = listener;
  }

  strike(fault: Fault): void {
    switch (fault.what) {
      case 'node':
        this.#strikeNode(fault, fixed(fault.repair), fault.replacesPart ?? false);
        break;
      case 'domain':
        this.#strikeDomain(fault);
        break;
      case 'job':
        this.#strikeJob(fault);
        break;
      case 'slow':
        this.#slow(fault);
        break;
      case 'bandwidth':
        this.#narrow(fault);
        break;
      case 'corruption':
        this.#corrupt(fault);
        break;
      case 'doubt':
        this.#doubt(fault);
        break;
      case 'drain':
        this.#drain(fault);
        break;
      case 'person':
        this.#interrupt(fault, fault.run, () =>
          this.#run(fault.run)?.reports.tell({ kind: 'restartDue', reason: fault.cause }),
        );
        break;
      case 'maintenance':
        this.#interrupt(fault, fault.run, () =>
          this.#run(fault.run)?.reports.tell({ kind: 'maintenanceDue' }),
        );
    }
  }

  /** A part of a node breaks; the repair time is drawn once a crew is at it. */
  #strikeNode(
    fault: FaultOf<'node'>,
    repair: TwinDuration | undefined,
    replacesPart: boolean,
  ): void {
    const { nodes } = this.#world;
    const { node, cause, detection } = fault;
    // A node that is already broken or out of reach is idle and cannot break further.
    if (nodes.breakageOf(node) || nodes.isDown(node)) return;
    const run = this.#world.runs[nodes.holderOf(node)];
    if (run && this.#isPutOff(run, () => this.#strikeNode(fault, repair, replacesPart))) return;
    if (repair) nodes.break(node, { cause, repair, replacesPart });
    const endedAttempt = run?.onMemberFault(node, { cause, detection }) ?? false;
    if (run || repair) this.#tellStrike(fault, run, endedAttempt, repair ? [node] : []);
    // A broken attempt reports its bad nodes itself when it is diagnosed.
    if (repair && !run?.processes.attempt) this.#monitor(node, cause);
  }

  /** Whether the fault is put off because the run is recovering from another. */
  #isPutOff(run: SimulatedRun, again: () => void): boolean {
    const { duringRecovery } = this.#world.scenario;
    if (duringRecovery === 'restart' || run.processes.isTraining) return false;
    if (duringRecovery === 'queue') run.processes.queue(again);
    return true;
  }

  /** The node's own monitor reports the failure if no attempt would fail because of it. */
  #monitor(node: NodeId, cause: string): void {
    const world = this.#world;
    world.after(world.chance.duration('monitor', world.scenario.monitorTime), () => {
      if (world.nodes.breakageOf(node)?.cause !== cause) return;
      world.tell({ kind: 'nodeFailed', node, cause });
    });
  }

  #strikeDomain(fault: FaultOf<'domain'>): void {
    const world = this.#world;
    const { domain, cause, repair } = fault;
    const { down } = world.nodes;
    if (down.some((other) => isSameDomain(other, domain))) return;
    down.push(domain);
    const hit = world.runs.filter(
      ({ processes }) => world.nodes.membersIn(domain, processes.index).length > 0,
    );
    const noticed = world.chance.duration('monitor', world.scenario.monitorTime);
    world.after(noticed, () => {
      if (down.some((other) => isSameDomain(other, domain)))
        world.tell({ kind: 'domainFailed', domain, cause });
    });
    const [from, before] = nodeRange(world.nodes.topology, domain);
    const nodes = Array.from({ length: before - from }, (_, index) => from + index);
    if (hit.length === 0) this.#tellStrike(fault, undefined, false, nodes);
    for (const run of hit) this.#tellStrike(fault, run, this.#loseDomain(run, fault), nodes);
    world.after(toMicros(repair), () => {
      down.splice(
        down.findIndex((other) => isSameDomain(other, domain)),
        1,
      );
      world.tell({ kind: 'domainRestored', domain });
      this.#listener.onCalm(fault);
    });
  }

  /** Losing many nodes at once loses the copies in peers' memories; returns whether it ended an attempt. */
  #loseDomain(run: SimulatedRun, { domain, cause }: FaultOf<'domain'>): boolean {
    const { processes } = run;
    const { attempt, twin, index } = processes;
    const fault = { cause, detection: 'crash' } as const;
    if (twin.spec.policy.recovery === 'replica') {
      const members = this.#world.nodes.membersIn(domain, index);
      return members.map((node) => run.onMemberFault(node, fault)).some(Boolean);
    }
    if (attempt?.canFail) {
      processes.break(attempt, fault, false);
      return true;
    }
    processes.drop(false);
    return false;
  }

  #strikeJob(fault: FaultOf<'job'>): void {
    const run = this.#run(fault.run);
    if (!run || this.#isPutOff(run, () => this.#strikeJob(fault))) return;
    const { attempt } = run.processes;
    if (!attempt?.canFail) return;
    const { cause, detection }: AttemptFault = fault;
    run.processes.break(attempt, { cause, detection }, true);
    this.#tellStrike(fault, run, true, []);
  }

  #slow(fault: FaultOf<'slow'>): void {
    const { nodes } = this.#world;
    const { node, factor, duration } = fault;
    if (nodes.slow.has(node) || nodes.breakageOf(node)) return;
    const slow = { factor };
    nodes.slow.set(node, slow);
    // A repair may have ended this slowdown earlier, and the node may be slow again.
    this.#changeSpeed(
      fault,
      [node],
      toMicros(duration),
      () => nodes.slow.get(node) === slow && nodes.slow.delete(node),
    );
  }

  #narrow(fault: FaultOf<'bandwidth'>): void {
    const { bandwidths } = this.#world;
    const { domain, share, duration } = fault;
    const entry = { domain, share };
    bandwidths.push(entry);
    this.#changeSpeed(fault, [], toMicros(duration), () => {
      bandwidths.splice(bandwidths.indexOf(entry), 1);
      return true;
    });
  }

  #changeSpeed(fault: Fault, nodes: readonly NodeId[], duration: Micros, end: () => boolean): void {
    const world = this.#world;
    this.#tellStrike(fault, undefined, false, nodes);
    for (const run of world.runs) run.processes.onSpeedChange(true);
    world.after(duration, () => {
      if (!end()) return;
      for (const run of world.runs) run.processes.onSpeedChange(true);
      this.#listener.onCalm(fault);
    });
  }

  /** Unnoticed at first, but what is saved from now on is bad. */
  #corrupt(fault: FaultOf<'corruption'>): void {
    const world = this.#world;
    const run = world.runs[world.nodes.holderOf(fault.node)];
    if (!run?.processes.isTraining || run.processes.twin.kind === 'serve') return;
    const cleanWork = run.processes.ledger.durableAt(world.now);
    world.after(toMicros(fault.latency), () => this.#noticeCorruption(fault, run, cleanWork));
  }

  #noticeCorruption(fault: FaultOf<'corruption'>, run: SimulatedRun, cleanWork: Micros): void {
    const world = this.#world;
    const { node, cause, repair, latency } = fault;
    if (run.isOver) return;
    const isFound =
      world.chance.stream('corruption found').next() < world.scenario.corruption.recall;
    const isMember = world.nodes.holderOf(node) === run.processes.index;
    const breaks = isFound && isMember;
    if (breaks && !world.nodes.breakageOf(node)) {
      world.nodes.break(node, { cause, repair: { median: repair, sigma: 0 }, replacesPart: true });
    }
    const { attempt } = run.processes;
    const isAlive = attempt !== undefined && attempt.phase !== 'broken';
    if (isAlive) run.processes.break(attempt, { cause, detection: 'crash' }, false);
    this.#tellStrike(fault, run, isAlive, isFound ? [node] : [], breaks);
    run.reports.corrupt({ cleanWork, cause, nodes: breaks ? [node] : [] });
    // A corrupting node that was not found goes on corrupting.
    if (!isFound && isMember) world.after(toMicros(latency), () => this.#corrupt(fault));
  }

  #doubt(fault: FaultOf<'doubt'>): void {
    const run = this.#run(fault.run);
    if (!run || run.isOver) return;
    this.#tellStrike(fault, undefined, false, []);
    run.reports.doubt(run.processes.attempt);
    this.#world.after(toMicros(fault.duration), () => {
      run.reports.trust();
      this.#listener.onCalm(fault);
    });
  }

  #drain(fault: FaultOf<'drain'>): void {
    const { nodes, cause, duration } = fault;
    const { drained, topology } = this.#world.nodes;
    const known = nodes.filter((node) => node < topology.nodes);
    for (const node of known) drained.set(node, { median: duration, sigma: 0 });
    this.#tellStrike(fault, undefined, false, []);
    this.#world.tell({ kind: 'drainDue', nodes: known, reason: cause });
  }

  #interrupt(fault: Fault, name: string, tell: () => void): void {
    const run = this.#run(name);
    if (!run || run.isOver) return;
    this.#tellStrike(fault, undefined, false, []);
    tell();
  }

  #run(name: string): SimulatedRun | undefined {
    return this.#world.runNamed(name);
  }

  #tellStrike(
    fault: Fault,
    run: SimulatedRun | undefined,
    endedAttempt: boolean,
    nodes: readonly NodeId[],
    breaks = fault.what === 'node' && nodes.length > 0,
  ): void {
    this.#listener.onStrike({
      fault,
      run: run?.processes.twin.spec.run,
      endedAttempt,
      breaks,
      nodes,
    });
  }
}

function fixed(repair: TwinDuration | number | undefined): TwinDuration | undefined {
  return typeof repair === 'number' ? { median: repair, sigma: 0 } : repair;
}
