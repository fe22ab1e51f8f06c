import { csvParse } from 'd3-dsv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeCsv } from './csv.ts';

describe('writeCsv', () => {
  it.each([
    ['=HYPERLINK("http://a.b")', `"'=HYPERLINK(""http://a.b"")"`],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', `"'\r=1"`],
  ])('lets no spreadsheet compute %j', (text, cell) => {
    expect(writeCsv(['name'], [[text]])).toBe(`name\r\n${cell}\r\n`);
  });

  it('writes numbers in full, also negative ones, and none for what is none', () => {
    const rows = [
      [0.1 + 0.2, -1.5e-12, 4.6e26],
      [Number.NaN, Number.POSITIVE_INFINITY, null],
    ];
    expect(writeCsv(['a (s)', 'b', 'c'], rows)).toBe(
      'a (s),b,c\r\n0.30000000000000004,-1.5e-12,4.6e+26\r\n,,\r\n',
    );
  });

  it('is read back by a reader of CSV, whatever the texts are', () => {
    const text = fc.string({ unit: 'binary' }).filter((each) => !/^[=+\-@\t\r]/.test(each));
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1 }), (rows) => {
        const read = csvParse(writeCsv(['a', 'b'], rows)).map(({ a, b }) => [a, b]);
        expect(read).toEqual(rows);
      }),
    );
  });
});
