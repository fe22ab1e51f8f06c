import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROGRAM_VERSION } from '@gigafactory/core/base';
import type { RunDetail, RunFactory } from '@gigafactory/core/control-plane';
import type { Lineage } from '@gigafactory/core/models';
import { stepOfWork } from '@gigafactory/core/protocol';

/** What a run left behind, from which follows where its checkpoint came from. */
export interface LineageSources {
  readonly run: RunDetail;
  readonly checkpoint: RunDetail['checkpoints'][number];
  readonly factory: RunFactory;
  /** The journal as text. */
  readonly journal: string;
  /** job.json, as the program was given it. */
  readonly job: string;
  /** What `gigafactory plan FILE --json` prints. */
  readonly plan: string;
}

/** Where the weights of a checkpoint came from. Throws where its manifest cannot be read. */
export function lineageOf({
  run,
  checkpoint,
  factory,
  journal,
  job,
  plan,
}: LineageSources): Lineage {
  const manifest = readFileSync(join(checkpoint.path, 'manifest.json'), 'utf8');
  const { step } = checkpoint;
  const lines = journal.split('\n');
  const line = lineOf(lines, step, run.prediction.stepTime);
  const upTo = line === 0 ? journal : `${lines.slice(0, line).join('\n')}\n`;
  const trained = run.attempts.findLast(
    ({ fromStep, toStep }) => fromStep < step && step <= toStep,
  );
  return {
    run: run.run,
    attempt: trained?.attempt ?? run.attempt,
    step,
    steps: run.steps,
    checkpoint: sha256(manifest),
    journal: { line, sha256: sha256(upTo) },
    factory: sha256(factory.text),
    ...(factory.edits && Object.keys(factory.edits).length > 0 ? { edits: factory.edits } : {}),
    plan: sha256(plan),
    job: sha256(job),
    data: hashesIn(manifest),
    seed: JSON.parse(job).seed,
    program: run.command,
    startedAt: run.startedAt,
    startedBy: run.startedBy,
    gigafactory: PROGRAM_VERSION,
  };
}

/** The line, counted from 1, of the event that says a checkpoint of the step was written; 0 if none does. */
function lineOf(lines: readonly string[], step: number, stepTime: number): number {
  return (
    1 +
    lines.findIndex((text) => {
      if (!/"kind":"(checkpointed|saved)"/.test(text)) return false;
      const { work } = JSON.parse(text);
      return typeof work === 'number' && stepOfWork(work, stepTime) === step;
    })
  );
}

/** Facts of a manifest that are hashes. */
function hashesIn(manifest: string): Record<string, string> {
  const entries = Object.entries<unknown>(JSON.parse(manifest));
  return Object.fromEntries(
    entries.flatMap(([name, value]) =>
      typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? [[name, value]] : [],
    ),
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
