import { energyOf, type PowerSegment } from '../../model/index.ts';
import type { TrainingPlan } from '../plan.ts';
import type { PowerLevels } from './levels.ts';
import type { RunPhase, RunStretch, StepPower } from './report.ts';

/**
 * Least training shown before a checkpoint and between it and the failure; twice that is shown after the
 * failure, s.
 */
const SHOWN = 60;

/** The parts of a run that its power depends on, all in s. */
export interface RunTimes {
  readonly checkpointTime: number;
  readonly checkpointInterval: number;
  /** From the failure to its detection, then until nodes are available, then until training resumes. */
  readonly hang: number;
  readonly idle: number;
  readonly restart: number;
}

export interface Timeline {
  readonly segments: readonly PowerSegment[];
  readonly stretches: readonly RunStretch[];
}

/**
 * One step of the run. The pipeline fills over a third of the bubble and drains over two thirds, because a
 * backward pass takes twice a forward pass; then come exposed data parallelism and the optimizer. The
 * overhead of the software stretches everything.
 */
export function stepPower({ step, stepTime }: TrainingPlan, levels: PowerLevels): StepPower[] {
  const stretch = stepTime / (stepTime - step.overhead);
  const [bubble, exchange, optimizer] = [step.bubble, step.dataParallel, step.optimizer];
  const rest = stepTime / stretch - bubble - exchange - optimizer;
  const flat = (power: number) => ({ from: power, to: power });
  const { wait, compute } = levels;
  const parts: readonly StepPower[] = [
    { phase: 'fill', duration: bubble / 3, from: wait, to: compute },
    { phase: 'compute', duration: rest, ...flat(compute) },
    { phase: 'drain', duration: (2 * bubble) / 3, from: compute, to: wait },
    { phase: 'communicate', duration: exchange, ...flat(levels.communicate) },
    { phase: 'optimizer', duration: optimizer, ...flat(levels.optimizer) },
  ];
  return parts
    .filter(({ duration }) => duration > 0)
    .map((part) => ({ ...part, duration: part.duration * stretch }));
}

/** How long a trace must be to show training, a checkpoint, a failure, and training after it, s. */
export function wholeStory(stepTime: number, times: RunTimes): number {
  const steps = Math.ceil(SHOWN / stepTime);
  const { checkpointTime, hang, idle, restart } = times;
  return Math.ceil((4 * steps + 0.5) * stepTime + checkpointTime + hang + idle + restart);
}

/**
 * The run over `seconds`: steps, a checkpoint, steps until it fails in the middle of one, its restart, then
 * steps and checkpoints as planned. Anything shorter than a sample is represented by its mean.
 */
export function timelineOf(
  step: readonly StepPower[],
  levels: PowerLevels,
  times: RunTimes,
  seconds: number,
  interval: number,
): Timeline {
  const stepTime = step.reduce((sum, { duration }) => sum + duration, 0);
  const shown = Math.ceil(SHOWN / stepTime) * stepTime;
  const story = new Story(step, stepTime, seconds, interval);
  story.train(shown);
  story.rest('checkpoint', times.checkpointTime, levels.checkpoint);
  story.train(shown + stepTime / 2);
  story.rest('hang', times.hang, levels.wait);
  story.rest('idle', times.idle, levels.idle);
  story.rest('restart', times.restart, levels.restart);
  while (!story.isOver) {
    // Checkpoints lie between steps.
    story.train(Math.max(1, Math.round(times.checkpointInterval / stepTime)) * stepTime);
    story.rest('checkpoint', times.checkpointTime, levels.checkpoint);
  }
  return story;
}

/** Lays stretches end to end, up to a length. */
class Story implements Timeline {
  readonly segments: PowerSegment[] = [];
  readonly stretches: RunStretch[] = [];
  readonly #step: readonly PowerSegment[];
  readonly #stepTime: number;
  readonly #seconds: number;
  #now = 0;

  constructor(step: readonly PowerSegment[], stepTime: number, seconds: number, interval: number) {
    const mean = step.reduce((sum, part) => sum + energyOf(part), 0) / stepTime;
    const isBlur = stepTime < interval;
    this.#step = isBlur ? [{ duration: interval, from: mean, to: mean }] : step;
    this.#stepTime = isBlur ? interval : stepTime;
    this.#seconds = seconds;
  }

  get isOver(): boolean {
    return this.#now >= this.#seconds;
  }

  rest(phase: RunPhase, duration: number, power: number): void {
    const length = this.#begin(phase, duration);
    if (length > 0) this.segments.push({ duration: length, from: power, to: power });
  }

  /** Steps from the start of one; the last is cut off when time runs out. */
  train(duration: number): void {
    let left = this.#begin('train', duration);
    for (; left > this.#stepTime; left -= this.#stepTime) this.segments.push(...this.#step);
    for (const part of this.#step) {
      if (left > 0) this.segments.push(cut(part, left));
      left -= part.duration;
    }
  }

  /** Notes a stretch as far as there is time for it; returns its length. */
  #begin(phase: RunPhase, duration: number): number {
    const length = Math.min(duration, this.#seconds - this.#now);
    if (!(length > 0)) return 0;
    this.stretches.push({ phase, start: this.#now, duration: length });
    this.#now += length;
    return length;
  }
}

/** The first `length` seconds of a segment. */
function cut({ duration, from, to }: PowerSegment, length: number): PowerSegment {
  if (length >= duration) return { duration, from, to };
  return { duration: length, from, to: from + ((to - from) * length) / duration };
}
