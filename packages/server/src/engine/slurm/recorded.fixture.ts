import { readFileSync } from 'node:fs';

/*
 * What a real Slurm 24.11.5 (and, where the name says so, 22.05.8) printed on 29 and 30 November 2026: eight nodes of
 * eight GPUs on one machine, with nodes killed, drained and silenced. Of JSON, fields that nothing here reads are left out.
 */

/** A recorded text. */
export function recordedText(name: string): string {
  return readFileSync(new URL(`./recorded/${name}.txt`, import.meta.url), 'utf8');
}

/** A recorded answer in JSON. */
export function recordedJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./recorded/${name}.jsonl`, import.meta.url), 'utf8'));
}
