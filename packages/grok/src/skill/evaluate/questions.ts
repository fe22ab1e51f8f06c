import { failed, ok, type Problem, type Result } from '@gigafactory/core/base';
import { csvParseRows } from 'd3-dsv';
import { type Call, OPERATIONS, type Operation } from '../call/call.ts';

/** A question and the calls of which each is right. */
export interface QuestionRow {
  readonly question: string;
  readonly calls: readonly Call[];
  /** The factory file that it is about, relative to the questions'; empty where that is left to who evaluates. */
  readonly file: string;
  readonly after?: Call;
}

/**
 * Reads `question,operation,arguments` with, where they are there, `file` and `after`. Alternatives are divided by `|`, one
 * operation for all arguments or one for each. Problems: `questions.columns`, `questions.row` with its line.
 */
export function readQuestions(csv: string): Result<QuestionRow[]> {
  const [header = [], ...lines] = csvParseRows(csv.replace(/^\uFEFF/, ''));
  const columns = header.map((name) => name.trim());
  const missing = ['question', 'operation', 'arguments'].filter((name) => !columns.includes(name));
  if (missing.length > 0)
    return failed({
      code: 'questions.columns',
      message: `The questions have no column ${missing.join(', ')}; they need question, operation and arguments.`,
    });
  const rows: QuestionRow[] = [];
  const problems: Problem[] = [];
  for (const [index, cells] of lines.entries()) {
    const cell = (name: string): string => cells[columns.indexOf(name)]?.trim() ?? '';
    if (cells.every((text) => text.trim() === '')) continue;
    const row = readRow(cell);
    if (typeof row === 'string')
      problems.push({ code: 'questions.row', message: `Row ${index + 2}: ${row}.` });
    else rows.push(row);
  }
  return problems.length > 0 ? failed(...problems) : ok(rows);
}

function readRow(cell: (name: string) => string): QuestionRow | string {
  const question = cell('question');
  if (question === '') return 'there is no question';
  const operations = cell('operation')
    .split('|')
    .map((name) => name.trim());
  const strange = operations.find((name) => !isOperation(name));
  if (strange !== undefined) return `"${strange}" is none of ${OPERATIONS.join(', ')}`;
  const given = (cell('arguments') || '{}').split('|');
  if (operations.length > 1 && given.length > 1 && operations.length !== given.length)
    return 'operations and arguments have different numbers of alternatives';
  const calls: Call[] = [];
  for (let at = 0; at < Math.max(operations.length, given.length); at++) {
    const operation = operations[operations.length === 1 ? 0 : at];
    const parsed = readObject(given[given.length === 1 ? 0 : at] ?? '');
    if (!operation || !isOperation(operation) || !parsed) return 'its arguments are no JSON object';
    calls.push({ operation, arguments: parsed });
  }
  const after = cell('after') === '' ? undefined : readAfter(cell('after'));
  if (after === null) return 'what stands in "after" is no call';
  return { question, calls, file: cell('file'), ...(after ? { after } : {}) };
}

function readAfter(text: string): Call | null {
  const parsed = readObject(text);
  const [operation, given] = [parsed?.['operation'], parsed?.['arguments']];
  if (typeof operation !== 'string' || !isOperation(operation) || !isRecord(given)) return null;
  return { operation, arguments: given };
}

function isOperation(name: string): name is Operation {
  return OPERATIONS.some((known) => known === name);
}

function readObject(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
