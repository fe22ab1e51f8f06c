import type { Command, Context } from '../command.ts';
import { findRun } from '../control/find-run.ts';
import { EXIT } from '../failure.ts';
import { amount } from '../text/amount.ts';
import { writeOutput } from '../write-output.ts';
import { print } from './print.ts';
import { RUN_NAME } from './verbs.ts';

export const support: Command = {
  name: 'support',
  summary: 'Write one archive about a run for a report of a bug, without secrets',
  operands: [RUN_NAME],
  options: {
    out: {
      kind: 'text',
      value: 'FILE',
      summary: 'Where to; RUN-support.tar.gz in this folder when left out',
    },
  },
  run: runSupport,
};

async function runSupport(context: Context): Promise<number> {
  const { io, args } = context;
  const { link, run } = await findRun(args.operands[0]!, io);
  const file = args.texts['out'] ?? `${run.run}-support.tar.gz`;
  let bytes = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of link.whole((plane) => plane.support(run.run))) {
      bytes += piece.length;
      yield piece;
    }
  }
  await writeOutput(file, counted(), io);
  print(context, { file, bytes }, () => [
    `${file}: ${amount(bytes, 'B')}. Look through it before you send it: logs hold what the program wrote.`,
  ]);
  return EXIT.ok;
}
