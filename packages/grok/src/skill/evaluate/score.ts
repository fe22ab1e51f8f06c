import type { Call } from '../call/call.ts';
import { hasArguments } from '../call/compare.ts';
import type { QuestionRow } from './questions.ts';

/** What was made of one question. */
export interface ScoredRow {
  readonly question: string;
  readonly operation: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly expected: readonly Call[];
  readonly operationRight: boolean;
  readonly argumentsRight: boolean;
  /** The same of what the model wrote by itself. */
  readonly alone: { readonly operationRight: boolean; readonly argumentsRight: boolean };
  readonly validJson: boolean;
  /** Probability of what the model wrote. */
  readonly sure: number;
  /** From the question to the call, ms. */
  readonly ms: number;
}

/** Fractions from 0 to 1; absent where no row counts. */
interface Rights {
  readonly operationRight?: number;
  readonly argumentsRight?: number;
  readonly refusedRight?: number;
}

export interface Score extends Rights {
  readonly rows: number;
  /** Of the model by itself: its likeliest call, without what was found beside it. */
  readonly alone: Rights;
  readonly validJson?: number;
  /** Median time from the question to the call, ms. */
  readonly ms?: number;
}

/** Whether a call is one of those expected; arguments count only where the operation is right. */
export function judgeRow(
  row: QuestionRow,
  call: Call,
): Pick<ScoredRow, 'operationRight' | 'argumentsRight'> {
  const same = row.calls.filter(({ operation }) => operation === call.operation);
  return {
    operationRight: same.length > 0,
    argumentsRight: same.some((expected) => hasArguments(expected.arguments, call)),
  };
}

export function scoreOf(rows: readonly ScoredRow[]): Score {
  const refused = rows.filter(({ expected }) =>
    expected.every(({ operation }) => operation === 'none'),
  );
  const called = rows.filter((row) => !refused.includes(row));
  const times = rows.map(({ ms }) => ms).sort((a, b) => a - b);
  return {
    rows: rows.length,
    ...share('operationRight', called, (row) => row.operationRight),
    ...share('argumentsRight', called, (row) => row.argumentsRight),
    ...share('refusedRight', refused, (row) => row.operationRight),
    alone: {
      ...share('operationRight', called, ({ alone }) => alone.operationRight),
      ...share('argumentsRight', called, ({ alone }) => alone.argumentsRight),
      ...share('refusedRight', refused, ({ alone }) => alone.operationRight),
    },
    ...share('validJson', rows, (row) => row.validJson),
    ...(times.length > 0 ? { ms: times[Math.floor(times.length / 2)]! } : {}),
  };
}

function share<Name extends string>(
  name: Name,
  rows: readonly ScoredRow[],
  isRight: (row: ScoredRow) => boolean,
): { [Key in Name]?: number } {
  if (rows.length === 0) return {};
  const fraction = rows.filter(isRight).length / rows.length;
  return { [name]: Number(fraction.toFixed(4)) } as { [Key in Name]: number };
}
