import type { ProgressReader } from './format.ts';

/* The log of TorchTitan, as its trainer, metrics and checkpointer print it, in colours or not. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one.
const COLOUR = /\u001b\[[\d;]*m/g;
const STEP = /\bstep:\s*(\d+)\b.*?\bloss:\s*(-?[\d.]+(?:e[+-]?\d+)?)/i;
const STARTS = /\bTraining starts at step (\d+)/;
const FOLDER = /\bCheckpoints will be loaded from and saved to (\S+)/;
const LAST = /\bSaving a .*checkpoint.* at last step, step (\d+)/;
const SAVED = /\bFinished saving the checkpoint\b/;

/**
 * Reads TorchTitan's log. It does not say which step a checkpoint holds: it is that of the last step printed, so
 * every step with a checkpoint must be printed too.
 */
export function readTorchTitan(): ProgressReader {
  let folder: string | undefined;
  let step: number | undefined;
  return (text) => {
    const line = text.replaceAll(COLOUR, '');
    folder = FOLDER.exec(line)?.[1]?.replace(/\.$/, '') ?? folder;
    const last = LAST.exec(line);
    if (last) step = Number(last[1]);
    const starts = STARTS.exec(line);
    if (starts) return { kind: 'start', step: Math.max(0, Number(starts[1]) - 1) };
    if (SAVED.test(line) && folder !== undefined && step !== undefined) {
      return { kind: 'checkpoint', path: `${folder}/step-${step}`, step };
    }
    const found = STEP.exec(line);
    if (!found) return undefined;
    step = Number(found[1]);
    return { kind: 'progress', step, loss: Number(found[2]) };
  };
}
