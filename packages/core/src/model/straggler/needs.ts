import type { Operations } from './operations.ts';
import { schedule, type Turn } from './schedule.ts';
import type { PipelineShape } from './shape.ts';

/** Operation `from[i]` has to end before `to[i]` is ready. */
export interface Needs {
  readonly from: number[];
  readonly to: number[];
}

/** One worker: its position and what it computes, in order. */
interface Worker {
  readonly rank: number;
  readonly stage: number;
  readonly turns: readonly Turn[];
  readonly microBatches: number;
}

/** What waits for what on each worker; between workers, meetings do the waiting. */
export function needs(shape: PipelineShape, operations: Operations): Needs {
  const all: Needs = { from: [], to: [] };
  for (let rank = 0; rank < shape.ranks; rank++) {
    for (let stage = 0; stage < shape.stages; stage++) {
      const turns = schedule(shape, stage);
      const worker = { rank, stage, turns, microBatches: shape.microBatches };
      chain(all, [
        operations.at('weights', rank, stage),
        ...turns.map((turn) => computing(worker, turn, operations)),
        ...ending(worker, operations),
      ]);
      transfers(all, worker, false, operations);
      transfers(all, worker, true, operations);
    }
  }
  return all;
}

/** From the last backward to the next step. */
function ending({ rank, stage }: Worker, operations: Operations): number[] {
  return (['norms', 'embedding', 'gradients', 'clip', 'optimizer'] as const)
    .filter((kind) => operations.has(kind, stage))
    .map((kind) => operations.at(kind, rank, stage));
}

/** The two streams of one direction: computing follows its receive, a send follows its computing. */
function transfers(all: Needs, worker: Worker, backward: boolean, operations: Operations): void {
  const { rank, stage } = worker;
  const sendKind = backward ? 'backwardSend' : 'forwardSend';
  const receiveKind = backward ? 'backwardReceive' : 'forwardReceive';
  const sends: number[] = [];
  const receives: number[] = [];
  let before: number | undefined;
  for (const turn of worker.turns) {
    if (turn.backward !== backward) continue;
    const slot = slotOf(worker, turn);
    const now = computing(worker, turn, operations);
    if (operations.has(receiveKind, stage, slot)) {
      const receive = operations.at(receiveKind, rank, stage, slot);
      receives.push(receive);
      add(all, receive, now);
      if (before !== undefined) add(all, before, receive);
    }
    if (operations.has(sendKind, stage, slot)) {
      const send = operations.at(sendKind, rank, stage, slot);
      sends.push(send);
      add(all, now, send);
    }
    before = now;
  }
  chain(all, sends);
  chain(all, receives);
}

function computing(worker: Worker, turn: Turn, operations: Operations): number {
  const kind = turn.backward ? 'backward' : 'forward';
  return operations.at(kind, worker.rank, worker.stage, slotOf(worker, turn));
}

function slotOf({ microBatches }: Worker, { chunk, microBatch }: Turn): number {
  return chunk * microBatches + microBatch;
}

function chain(all: Needs, operations: readonly number[]): void {
  for (let i = 1; i < operations.length; i++) add(all, operations[i - 1]!, operations[i]!);
}

function add(all: Needs, from: number, to: number): void {
  all.from.push(from);
  all.to.push(to);
}
