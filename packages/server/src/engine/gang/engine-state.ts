import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type {
  Diagnosis,
  Fence,
  Micros,
  NodeId,
  OrderBookSnapshot,
  ReplicaId,
  RunId,
  TimerName,
} from '@gigafactory/core/protocol';
import type { Attempt } from './attempt.ts';
import type { ReportedCheckpoint } from './checkpoints.ts';
import type { SavedCluster } from './cluster.ts';
import { parseObject } from './lines.ts';

export interface SavedTimer {
  readonly timer: TimerName;
  readonly fence: Fence;
  readonly due: Micros;
}

export interface SavedRun {
  readonly run: RunId;
  readonly members: readonly NodeId[];
  readonly attempt: Attempt | undefined;
  /** Why the last attempt that was stopped had failed. */
  readonly failure: Diagnosis | undefined;
  readonly replicaFailures: readonly {
    readonly replica: ReplicaId;
    readonly diagnosis: Diagnosis;
  }[];
  readonly reported: readonly ReportedCheckpoint[];
  /** Checkpoints reported so far. */
  readonly reports: number;
  readonly timers: readonly SavedTimer[];
}

/** `engine.json`: what an engine must know to go on where an earlier one of the same folder was killed. */
export interface SavedEngine extends SavedCluster {
  readonly format: 'gigafactory-engine';
  readonly version: 1;
  readonly book: OrderBookSnapshot;
  readonly runs: readonly SavedRun[];
  readonly sweepDue: Micros | undefined;
}

/**
 * What an earlier engine wrote down; undefined if there is nothing, or nothing that can be read. That is no
 * loss that matters: without a state the engine has nothing, and what the supervisor ordered it orders again.
 */
export function readEngineState(path: string): SavedEngine | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const found = parseObject(text) as SavedEngine | undefined;
  return found?.format === 'gigafactory-engine' && found.version === 1 ? found : undefined;
}

/** There is always one whole state in the file, whenever this is cut off. */
export function writeEngineState(path: string, state: SavedEngine): void {
  writeFileSync(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
