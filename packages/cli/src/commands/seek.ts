import type { Operations } from '@gigafactory/core/api';
import { runInParts } from '@gigafactory/server/threads';
import { type Command, type Context, EDITS, FILE } from '../command.ts';
import { readFactory, unwrap } from '../factory-text.ts';
import { EXIT, inputError } from '../failure.ts';
import { showSought } from '../show/seek.ts';
import { CORES, onThreads, threadsOption } from '../threads.ts';
import { print } from './print.ts';

export const seek: Command = {
  name: 'seek',
  summary: 'Find the value of an input from which a requirement of the file holds',
  operands: [FILE],
  options: {
    requirement: {
      kind: 'text',
      value: 'CLAIM',
      summary: 'The claim: all of its words, or as many as only it has',
    },
    over: { kind: 'text', value: 'PATH', summary: 'The number of the file that may change' },
    from: {
      kind: 'text',
      value: 'V',
      summary: 'Least value, with its unit (default: the range of the input, or half its value)',
    },
    to: {
      kind: 'text',
      value: 'V',
      summary: 'Largest value (default: likewise, or twice its value)',
    },
    ...threadsOption('Worker threads to plan on; by default one for each core', CORES),
    ...EDITS,
  },
  about:
    'Finds the value nearest to the present one, in whole nodes for GPUs. Exits with 1 if the claim holds nowhere between the ends, and with 2 if several claims may be meant.',
  run: runSeek,
};

async function runSeek(context: Context): Promise<number> {
  const { args, paint } = context;
  const { requirement, over, from, to } = args.texts;
  if (requirement === undefined || over === undefined) {
    const missing = requirement === undefined ? '--requirement CLAIM' : '--over PATH';
    throw inputError('usage.value', `"gigafactory seek" needs ${missing}.`);
  }
  const factory = await readFactory(context);
  const input: Operations['seek']['input'] = {
    ...{ ...factory, requirement, over },
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  const { value: answer } = await onThreads(context, 'seeking', ({ workers, say, signal }) => {
    const onPart = (_done: number, _parts: number, round = '') => say(`seeking, ${round}`);
    return runInParts(workers, 'seek', input, { signal, onPart });
  });
  const sought = unwrap(answer, factory.file);
  print(context, sought, () => showSought(sought, paint));
  return sought.holds ? EXIT.ok : EXIT.fails;
}
