import type { SitePower } from '../../api/types.ts';

type StepPhase = SitePower['step'][number]['phase'];
type RunPhase = SitePower['stretches'][number]['phase'];

/** Phases of a step in words. */
export const STEP_WORDS: Readonly<Record<StepPhase, string>> = {
  fill: 'Pipeline fills',
  compute: 'Computing',
  drain: 'Pipeline drains',
  communicate: 'Exposed communication',
  optimizer: 'Optimizer',
};

/** Phases of a run. */
export const RUN_WORDS: Readonly<Record<RunPhase, string>> = {
  train: 'Training',
  checkpoint: 'Writing a checkpoint',
  hang: 'Failed, not noticed yet',
  idle: 'Nodes are being replaced',
  restart: 'Starting again',
};

/** `2:05.3`, minutes and seconds into a trace. */
export function showMoment(seconds: number): string {
  const tenths = Math.max(0, Math.round(seconds * 10));
  const [minutes, rest] = [Math.floor(tenths / 600), tenths % 600];
  return `${minutes}:${String(Math.floor(rest / 10)).padStart(2, '0')}.${rest % 10}`;
}
