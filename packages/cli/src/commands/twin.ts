import type { LifeRequest } from '@gigafactory/core/api';
import { readJournal } from '@gigafactory/core/journal';
import { runInParts } from '@gigafactory/server/threads';
import { type Command, type Context, EDITS, FILE, LIVES } from '../command.ts';
import { readFactory, unwrap } from '../factory-text.ts';
import { EXIT, inputError } from '../failure.ts';
import { readLives } from '../lives.ts';
import { readInput } from '../read-input.ts';
import { showTwin } from '../show/twin.ts';
import { amount } from '../text/amount.ts';
import { onWorkers, WORKERS } from '../workers.ts';
import { writeOutput } from '../write-output.ts';
import { print } from './print.ts';

export const twin: Command = {
  name: 'twin',
  summary: 'Live through a run many times, failures and repairs included',
  operands: [FILE],
  options: {
    ...LIVES,
    lives: {
      kind: 'integer',
      value: 'N',
      summary: 'How many lives',
      default: 100,
      least: 2,
      most: 100_000,
    },
    record: {
      kind: 'text',
      value: 'FILE.jsonl',
      summary: 'Write the journal of the first life to this file instead',
    },
    journal: {
      kind: 'text',
      value: 'FILE.jsonl',
      summary: 'Live through the faults of a journal, under the policies of the file',
    },
    ...WORKERS,
    ...EDITS,
  },
  about:
    'The same seed, file and version give the same lives, to the same digest, on any number of threads, or of tasks of a cluster.',
  run: runTwin,
};

/** A journal of half a year at 100,000 GPUs has a quarter of this. */
const MOST_JOURNAL_BYTES = 64_000_000;
/** With a journal only the spread of restarts and repairs is random. */
const JOURNAL_LIVES = 10;

async function runTwin(context: Context): Promise<number> {
  const { args, paint } = context;
  const { record, journal } = args.texts;
  const factory = await readFactory(context);
  const life = { ...factory, ...readLives(context) };
  if (record !== undefined) return recordLife(context, record, life);
  const input = journal === undefined ? life : await withJournal(context, journal, life);
  const isShort = journal !== undefined && args.texts['lives'] === undefined;
  const lives = isShort ? JOURNAL_LIVES : args.numbers['lives']!;
  const what = `living ${lives} times${input.days === undefined ? '' : ` ${input.days} days`}`;
  const asked = { operation: 'twin', input: { ...input, lives }, factory, what } as const;
  const lived = await onWorkers(context, asked, ({ workers, say, signal }) => {
    const onPart = (done: number, parts: number) => say(`${what}, ${done} of ${parts} parts`);
    return runInParts(workers, 'twin', asked.input, { signal, onPart });
  });
  const { value: answer, cpuSeconds } = lived;
  const isOfJournal = !answer.ok && answer.problems[0]?.code.startsWith('journal.');
  const result = unwrap(answer, isOfJournal ? journal! : factory.file);
  print(context, { ...result, cpuSeconds }, () => showTwin(result, cpuSeconds, paint));
  return EXIT.ok;
}

/** A journal has its own length. */
async function withJournal(
  { io, args }: Context,
  name: string,
  { days: _, ...life }: LifeRequest,
): Promise<LifeRequest> {
  if (args.texts['days'] !== undefined) {
    throw inputError('usage.value', '--journal has its own length; leave out --days.');
  }
  return { ...life, journal: await readInput(name, io, MOST_JOURNAL_BYTES) };
}

async function recordLife(context: Context, name: string, input: LifeRequest): Promise<number> {
  const { io, args } = context;
  if (args.texts['journal'] !== undefined) {
    throw inputError('usage.value', '--record and --journal do not go together.');
  }
  for (const name of ['lives', ...Object.keys(WORKERS)]) {
    if (args.texts[name] !== undefined) {
      throw inputError('usage.value', `--record writes one life; leave --${name} out.`);
    }
  }
  const { journal, horizon } = unwrap(await io.run('record', input), input.file ?? '');
  const bytes = Buffer.byteLength(journal);
  const written = readJournal(journal);
  if (!written.ok) throw new Error(written.problems[0]!.message);
  const events = written.value.entries.length;
  await writeOutput(name, journal, io);
  print(context, { file: name, events, bytes }, () => [
    `${name}: ${amount(events, 'event')} of one life of ${amount(horizon, 'd')}, ${amount(bytes, 'B')}`,
  ]);
  return EXIT.ok;
}
