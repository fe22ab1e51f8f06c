import { join } from 'node:path';
import type { Command, Context } from '../command.ts';
import { EXIT, InputError, inputError } from '../failure.ts';
import { namesOf } from '../people-books.ts';
import { showUsage } from '../show/usage.ts';
import { print } from './print.ts';

export const usage: Command = {
  name: 'usage',
  summary: 'Print what was asked of the gateway and what it cost, and what budgets are left',
  operands: [],
  options: {
    key: { kind: 'text', value: 'KEY', summary: 'Only of this key or person, by name or id' },
    since: { kind: 'text', value: 'DAY', summary: 'Only from this day of UTC on: 2026-11-30' },
  },
  about:
    'By key, model, upstream and day of UTC; tokens with ~ before them are in part estimated. It reads the books beside an "up" that writes them, and sees what was written a second ago.',
  run: runUsage,
};

async function runUsage(context: Context): Promise<number> {
  const { io, args, paint } = context;
  const { key, since } = args.texts;
  if (since !== undefined && !isDay(since)) {
    throw inputError('usage.since', `--since is a day such as 2026-11-30, not "${since}".`);
  }
  const { GATEWAY_FILE, readUsage } = await import('@gigafactory/grok/gateway');
  const { readBooks } = await import('@gigafactory/server');
  const { openStateFolder } = await import('@gigafactory/server/state');
  const folder = openStateFolder(io.control.folder);
  if (!folder.ok) throw new InputError(folder.problems);
  const { home } = folder.value;
  const lines = await readBooks(folder.value);
  if (!lines.ok) throw new InputError(lines.problems);
  const { PeopleOf } = await import('@gigafactory/server/people');
  const accounts = new PeopleOf(folder.value);
  const people = namesOf(accounts);
  accounts.close();
  const now = io.clock.now();
  const read = await readUsage({ home, lines: lines.value, since, key, people, now });
  if (!read.ok) {
    const isOfFile = read.problems.some(({ at }) => at);
    throw new InputError(read.problems, isOfFile ? join(home, GATEWAY_FILE) : '');
  }
  print(context, { since: since ?? null, ...read.value }, () => showUsage(read.value, paint));
  return EXIT.ok;
}

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
}
