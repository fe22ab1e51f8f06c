import type { ProgressReader, Saying } from './format.ts';

/* The log of Megatron-LM, as `training_log` and `save_checkpoint` of its `megatron/training` print it. */

const STEP = /\biteration\s+(\d+)\s*\/\s*\d+\s*\|/;
const LOSS = /\blm loss:\s*([\d.]+E[+-]?\d+)/;
const SAMPLES = /\bconsumed samples:\s*(\d+)/;
/** Of the list of arguments that rank 0 prints at the start. */
const SEQUENCE = /^\s*seq_length\s\.+\s(\d+)\s*$/;
const LOADED = /\bsuccessfully loaded checkpoint from .* at iteration\s+(\d+)/;
const SAVED = /\bsuccessfully saved checkpoint from iteration\s+(\d+) to (.+?)(?: \[.*)?\s*$/;

/** Reads Megatron-LM's log: the last rank prints the steps, rank 0 the checkpoints. */
export function readMegatron(): ProgressReader {
  let sequence: number | undefined;
  return (line) => {
    const loaded = LOADED.exec(line);
    if (loaded) return { kind: 'start', step: Number(loaded[1]) };
    const saved = SAVED.exec(line);
    if (saved) return checkpointOf(Number(saved[1]), saved[2]!);
    const length = SEQUENCE.exec(line);
    if (length) sequence = Number(length[1]);
    const step = STEP.exec(line);
    if (!step) return undefined;
    const [loss, samples] = [LOSS.exec(line), SAMPLES.exec(line)];
    return {
      kind: 'progress',
      step: Number(step[1]),
      loss: loss ? Number(loss[1]) : undefined,
      tokens: samples && sequence !== undefined ? Number(samples[1]) * sequence : undefined,
    };
  };
}

function checkpointOf(step: number, folder: string): Saying {
  const name = `iter_${String(step).padStart(7, '0')}`;
  return { kind: 'checkpoint', path: `${folder.replace(/\/+$/, '')}/${name}`, step };
}
