import type { LogEntry } from '@gigafactory/core/api';
import { describe, expect, it } from 'vitest';
import { LogWindow, showLine } from './logWindow.ts';

const line = (text: string, rank = 0): LogEntry => ({
  offset: text,
  at: '2026-11-29T12:00:00.000Z',
  rank,
  attempt: 1,
  text,
});

describe('showLine', () => {
  it('shows what a terminal would obey', () => {
    expect(showLine('\u001b[2Jgone\r\u0007\u007f\u0085')).toBe('␛[2Jgone␍␇␡<U+0085>');
    expect(showLine('safe\u202etxt.exe\u2028next')).toBe('safe<U+202E>txt.exe<U+2028>next');
  });

  it('leaves everything else as it is, whatever it would mean to a page', () => {
    expect(showLine('<script>alert(1)</script>\tлосс 損失 🙂')).toBe(
      '<script>alert(1)</script>\tлосс 損失 🙂',
    );
  });

  it('cuts a line of a megabyte, and says how long it is', () => {
    expect(showLine('x'.repeat(1_000_000))).toBe(`${'x'.repeat(2000)}… (1000000 characters)`);
  });
});

describe('LogWindow', () => {
  it('is empty before the first line', () => {
    expect(new LogWindow().view()).toEqual({ lines: [], before: 0 });
  });

  it('keeps the newest lines with their numbers, and counts the rest', () => {
    const log = new LogWindow();
    for (let i = 1; i <= 20_000; i++) log.add(line(`line ${i}`));
    const { lines, before } = log.view();
    expect(lines).toHaveLength(5_000);
    expect(before).toBe(15_000);
    expect(lines.at(-1)).toMatchObject({ number: 20_000, text: 'line 20000' });
    expect(lines[0]).toMatchObject({ number: 15_001, text: 'line 15001' });
  });

  it('keeps fewer lines where they are long', () => {
    const log = new LogWindow();
    for (let i = 0; i < 10_000; i++) log.add(line('y'.repeat(5_000)));
    const { lines, before } = log.view();
    expect(lines.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(4_100_000);
    expect(lines.length + before).toBe(10_000);
  });
});
