import { describe, expect, it } from 'vitest';
import { paintFor, printable } from './paint.ts';
import { table } from './table.ts';

const plainPaint = paintFor({ isColoured: false, width: 100 });
const ansiPaint = paintFor({ isColoured: true, width: 100 });

const COLUMNS = [{ title: 'n', align: 'right' }, { title: 'what' }] as const;

describe('table', () => {
  it('aligns, and wraps the last column under itself', () => {
    const long = 'word '.repeat(30).trim();
    const lines = table(
      COLUMNS,
      [
        ['1', 'a\nb'],
        ['100', long],
      ],
      plainPaint,
    );
    expect(lines.slice(0, 4)).toEqual([
      '    n  what',
      '    1  a',
      '       b',
      `  100  ${'word '.repeat(18).trim()}`,
    ]);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('takes the same room with colour', () => {
    const rows = [[{ text: '✓ holds', style: 'green' }, 'x'] as const, ['no', 'y'] as const];
    const coloured = table(COLUMNS, rows, ansiPaint).map(printable).join('\n');
    expect(coloured).toContain('\u001b[32m');
    const codes = new RegExp(`${'\u001b'}\\[\\d+m`, 'g');
    expect(coloured.replace(codes, '')).toBe(table(COLUMNS, rows, plainPaint).join('\n'));
  });
});
