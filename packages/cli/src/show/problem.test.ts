import type { Problem } from '@gigafactory/core/base';
import { describe, expect, it } from 'vitest';
import { problemLines } from './problem.ts';

const PIPE = { isTTY: false, columns: undefined };
const EDITS = { 'runs.a.gpus': '8', 'runs.a.about': `it's ${'long '.repeat(20)}` };
const PROBLEM: Problem = {
  code: 'run.gpus',
  message: `Too many${' GPUs'.repeat(20)}.`,
  path: 'runs.a.gpus',
  at: { line: 3, column: 5 },
  fixes: [{ label: `Take eight${' of them'.repeat(12)}`, edits: EDITS }],
};

describe('problemLines', () => {
  it('says what is wrong in one line and each way to mend it in two', async () => {
    const [message, label, edits, ...more] = await problemLines(PROBLEM, 'a.yaml', PIPE);
    expect(message).toBe(`a.yaml:3:5 runs.a.gpus: ${PROBLEM.message}`);
    expect(label).toBe(`  Fix: ${PROBLEM.fixes![0]!.label}`);
    expect(edits).toMatch(/^ {4}--set runs\.a\.gpus=8 --set 'runs\.a\.about=/);
    expect(more).toEqual([]);
  });

  it('wraps what is read at a terminal, and never what is to be copied', async () => {
    const lines = await problemLines(PROBLEM, 'a.yaml', { isTTY: true, columns: 60 });
    expect(lines.length).toBeGreaterThan(4);
    const [copied, ...others] = lines.toSorted((a, b) => b.length - a.length);
    expect(copied).toContain('--set runs.a.gpus=8');
    for (const line of others) expect(line.length).toBeLessThanOrEqual(60);
  });

  it('offers what would fit into memory once, with what it comes to', async () => {
    const edits = { 'runs.a.strategy.tp': '8' };
    const fit = { edits, strategy: 'TP8', total: 60e9, stepTime: 2 };
    const memory = { nearest: [fit] } as unknown as Problem['memory'];
    const short: Problem = { code: 'memory', message: 'Too little.', edits, memory: memory! };
    expect(await problemLines(short, undefined, PIPE)).toEqual([
      'Too little.',
      '  60 GB, 2 s a step: --set runs.a.strategy.tp=8',
    ]);
  });

  it('escapes what a name would do to the terminal', async () => {
    const fixes = [{ label: 'Take \u001b[31m', edits: { 'a.\u001b[2J': '' } }];
    const lines = await problemLines({ code: 'x', message: '\u0007', fixes }, undefined, PIPE);
    expect(lines.join('')).not.toMatch(/\p{Cc}/u);
  });
});
