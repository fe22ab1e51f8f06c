import { ok, type Result } from '@gigafactory/core/base';
import type { AskedFile } from '../ask/run-call.ts';
import type { Skill } from '../ask/skill.ts';
import type { QuestionRow } from './questions.ts';
import { judgeRow, type Score, type ScoredRow, scoreOf } from './score.ts';

export interface Evaluation extends Score {
  readonly model: string;
  readonly perRow: readonly ScoredRow[];
}

export interface EvaluateOptions {
  readonly skill: Skill;
  readonly rows: readonly QuestionRow[];
  /** The factory file of a row. */
  readonly fileOf: (row: QuestionRow) => Promise<Result<AskedFile>>;
  /** ms, from any start. */
  readonly now: () => number;
  /** Hears of each question that is done. */
  readonly heard?: (row: ScoredRow) => void;
}

/** Asks all questions and compares the calls; nothing is run. Problems: those of a file, and of the model. */
export async function evaluate({
  skill,
  rows,
  fileOf,
  now,
  heard,
}: EvaluateOptions): Promise<Result<Evaluation>> {
  const perRow: ScoredRow[] = [];
  for (const row of rows) {
    const file = await fileOf(row);
    if (!file.ok) return file;
    await skill.prepare(file.value);
    const started = now();
    const read = await skill.read({
      question: row.question,
      file: file.value,
      ...(row.after ? { previous: [row.after] } : {}),
    });
    if (!read.ok) return read;
    const { call, alone, written, sure } = read.value;
    const scored: ScoredRow = {
      question: row.question,
      operation: call.operation,
      arguments: call.arguments,
      expected: row.calls,
      ...judgeRow(row, call),
      alone: judgeRow(row, alone),
      validJson: isJson(written),
      sure: Number(sure.toPrecision(4)),
      ms: Number((now() - started).toFixed(1)),
    };
    perRow.push(scored);
    heard?.(scored);
  }
  return ok({ ...scoreOf(perRow), model: skill.model, perRow });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
