import { resolve } from 'node:path';
import { dispatch } from '@gigafactory/core/api';
import type { Command } from '../command.ts';
import { EXIT, inputError } from '../failure.ts';

/** What the tasks of a cluster run; nobody types it. */
export const parts: Command = {
  name: 'parts',
  summary: 'Answer the parts of one task of an array',
  operands: [{ name: 'FOLDER' }],
  options: {},
  isHidden: true,
  run: async ({ io, args }) => {
    const index = io.env['GIGAFACTORY_ARRAY_INDEX'];
    if (index === undefined || !/^\d+$/.test(index)) {
      const message =
        '"gigafactory parts" is run by tasks of a cluster, which know their GIGAFACTORY_ARRAY_INDEX.';
      throw inputError('usage.command', message);
    }
    const { answerParts } = await import('@gigafactory/server/batch');
    const isWhole = answerParts(resolve(io.cwd, args.operands[0]!), Number(index), dispatch);
    return isWhole ? EXIT.ok : EXIT.fails;
  },
};
