import type { Command, Context } from '../command.ts';
import { EXIT, InputError } from '../failure.ts';
import { printable } from '../text/paint.ts';
import { localTime } from '../text/time.ts';

export const controlLog: Command = {
  name: 'control-log',
  summary: 'Print what the control plane said: starts, ends of runs, trouble with the journal',
  operands: [],
  options: {
    lines: { kind: 'integer', value: 'N', summary: 'The last of them', default: 100, least: 1 },
  },
  about:
    'With --json one object a line: time, level, event, message, and the run if it is about one.',
  isStream: true,
  run: runControlLog,
};

async function runControlLog({ io, args, paint }: Context): Promise<number> {
  const { openStateFolder } = await import('@gigafactory/server/state');
  const { readControlLog } = await import('@gigafactory/server/operate');
  const folder = openStateFolder(io.control.folder);
  if (!folder.ok) throw new InputError(folder.problems);
  for (const line of readControlLog(folder.value.log, args.numbers['lines']!)) {
    if (args.flags.has('json')) {
      io.stdout.write(`${JSON.stringify(line)}\n`);
      continue;
    }
    const time = line.time === '' ? '' : `${localTime(line.time, io.clock)} `;
    const level = line.level === 'info' ? '' : `${paint('bold', line.level)} `;
    io.stdout.write(`${time}${level}${printable(line.message)}\n`);
  }
  return EXIT.ok;
}
