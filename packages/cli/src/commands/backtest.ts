import { resolve } from 'node:path';
import type { Command, Context } from '../command.ts';
import { unwrap } from '../factory-text.ts';
import { EXIT, inputError } from '../failure.ts';
import { readInput } from '../read-input.ts';
import { showBacktest } from '../show/backtest.ts';
import { toBacktestCsv } from '../show/backtest-csv.ts';
import { backtestPage } from '../show/backtest-page/page.ts';
import { writeOutput } from '../write-output.ts';
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
  if (out !== undefined && page !== undefined && resolve(io.cwd, out) === resolve(io.cwd, page)) {
    throw inputError('usage.value', '--out and --page name the same file; give each its own.');
  }
  const csv = await readInput(runs, io);
  const report = unwrap(await io.run('backtest', { csv }), runs);
  if (out !== undefined) await writeOutput(out, toBacktestCsv(report), io);
  if (page !== undefined) await writeOutput(page, backtestPage(report, runs), io);
  print(context, report, () => showBacktest(report, paint));
  return EXIT.ok;
}
