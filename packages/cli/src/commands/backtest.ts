import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command, Context } from '../command.ts';
import { unwrap } from '../factory-text.ts';
import { EXIT, inputError } from '../failure.ts';
import { readInput } from '../read-input.ts';
import { showBacktest } from '../show/backtest.ts';
import { toBacktestCsv } from '../show/backtest-csv.ts';
import { backtestPage } from '../show/backtest-page/page.ts';
import { print } from './print.ts';

export const backtest: Command = {
  name: 'backtest',
  summary: 'Predict measured training runs and say how wrong the prediction is',
  operands: [],
  options: {
    runs: { kind: 'text', value: 'CSV', summary: 'The measured runs' },
    out: { kind: 'text', value: 'CSV', summary: 'Write one line per run here' },
    page: { kind: 'text', value: 'FILE.md', summary: 'Write the page of errors here' },
  },
  run: runBacktest,
};

async function runBacktest(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const { runs, out, page } = args.texts;
  if (runs === undefined)
    throw inputError('usage.value', '"gigafactory backtest" needs --runs CSV.');
  const csv = await readInput(runs, io);
  const report = unwrap(await io.run('backtest', { csv }), runs);
  if (out !== undefined) await write(out, resolve(io.cwd, out), toBacktestCsv(report));
  if (page !== undefined) await write(page, resolve(io.cwd, page), backtestPage(report, runs));
  print(context, report, () => showBacktest(report, paint));
  return EXIT.ok;
}

async function write(name: string, path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw inputError('file.write', `"${name}" could not be written (${code}).`);
  }
}
