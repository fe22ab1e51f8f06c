import type { LogEntry, ProgressEntry, RunEntry } from '@gigafactory/core/api';

/** A decision of tests: its kind, its reason, the kinds of its commands. */
type Decided = readonly [kind: string, reason: string, ...commands: string[]];

export function eventEntry(
  offset: number,
  kind: string,
  words: string,
  ...decided: readonly Decided[]
): RunEntry {
  return {
    offset,
    at: timeOf(offset),
    kind,
    event: {},
    words,
    decisions: decided.map(([decision, reason, ...commands]) => ({
      kind: decision,
      run: 'grok-nano',
      reason,
      inputs: {},
      commands: commands.map((command) => ({ kind: command })),
    })),
  };
}

export function progressEntry(step: number, loss: number, attempt = 1): ProgressEntry {
  const at = timeOf(step);
  return { offset: step, at, attempt, step, loss, tokens: step * 4096, stepTime: 0.91 };
}

export function logEntry(offset: number, rank: number, text: string, attempt = 1): LogEntry {
  return { offset: String(offset), at: timeOf(offset), rank, attempt, text };
}

/** So many seconds after the start. */
function timeOf(seconds: number): string {
  return new Date(Date.parse('2026-11-29T20:40:12Z') + seconds * 1000).toISOString();
}
