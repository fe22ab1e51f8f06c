import { describe, expect, it } from 'vitest';
import { readQuestions } from './questions.ts';
import { judgeRow, scoreOf } from './score.ts';

function rowsOf(csv: string) {
  const read = readQuestions(csv);
  if (!read.ok) throw new Error(read.problems.map(({ code }) => code).join());
  return read.value;
}

describe('questions', () => {
  it('are refused without their columns, with strange operations and with broken arguments', () => {
    const code = (csv: string) => {
      const read = readQuestions(csv);
      return read.ok ? '' : read.problems[0]!.code;
    };
    expect(code('')).toBe('questions.columns');
    expect(code('question,operation\na,plan\n')).toBe('questions.columns');
    expect(code('question,operation,arguments\na,stop,{}\n')).toBe('questions.row');
    expect(code('question,operation,arguments\na,plan,[]\n')).toBe('questions.row');
    expect(code('question,operation,arguments\n,plan,{}\n')).toBe('questions.row');
  });

  it('may have alternatives', () => {
    const [row] = rowsOf('question,operation,arguments\na,explain|check,"{""path"":""x""}|{}"\n');
    expect(row!.calls.map(({ operation }) => operation)).toEqual(['explain', 'check']);
  });
});

describe('a call', () => {
  const [plan] = rowsOf(
    'question,operation,arguments\na,plan,"{""edits"":{""fleet.gpus"":""50,000"",""operations.recoveryTime"":""3 min""}}"\n',
  );

  it('is right if it has what is expected, in any unit, and more', () => {
    const edits = { 'operations.recoveryTime': '180 s', 'fleet.gpus': '50000', 'site.pue': '1.2' };
    const call = { operation: 'plan' as const, arguments: { edits } };
    expect(judgeRow(plan!, call)).toEqual({ operationRight: true, argumentsRight: true });
  });

  it('is wrong with another value, a missing edit or another operation', () => {
    const edits = { 'operations.recoveryTime': '180 s', 'fleet.gpus': '5000' };
    const call = { operation: 'plan' as const, arguments: { edits } };
    expect(judgeRow(plan!, call)).toEqual({ operationRight: true, argumentsRight: false });
    expect(judgeRow(plan!, { operation: 'check', arguments: {} }).operationRight).toBe(false);
  });

  it('takes lists as sets', () => {
    const [row] = rowsOf('question,operation,arguments\na,optimise,"{""over"":[""a"",""b""]}"\n');
    const over = (names: string[]) => ({
      operation: 'optimise' as const,
      arguments: { over: names },
    });
    expect(judgeRow(row!, over(['b', 'a'])).argumentsRight).toBe(true);
    expect(judgeRow(row!, over(['a'])).argumentsRight).toBe(false);
  });
});

describe('a score', () => {
  it('says nothing of what no row asks', () => {
    expect(scoreOf([])).toEqual({ rows: 0, alone: {} });
  });
});
