import { expect, it } from 'vitest';
import { readAddress } from './address.ts';
import { loadPostgres } from './library.ts';

async function read(url: string) {
  const postgres = await loadPostgres();
  if (!postgres.ok) throw new Error(postgres.problems[0]!.message);
  const address = readAddress(url, postgres.value);
  return address.ok ? address.value.words : address.problems[0]!;
}

it.each([
  '',
  'herring',
  'mysql://u:herring@h/d',
  'postgresql://u:her@ring@h/d',
  'postgresql://u:12/herring@h/d',
  'postgresql://u:12?herring@h/d',
  'postgresql://u:12#herring@h/d',
  'postgresql://u:herring@h:port/d',
])('refuses %s without repeating it', async (url) => {
  const problem = await read(url);
  expect(problem).toMatchObject({ code: 'journal.url' });
  expect(JSON.stringify(problem)).not.toMatch(/herring|her@|@ring/);
});

it.each([
  ['postgresql://ada:p%40ss%2Fword@db.example:6432/factory', 'factory at db.example:6432'],
  ['postgres://ada@[::1]/factory?sslmode=disable', 'factory at ::1:5432'],
  ['postgresql://ada:secret@/factory?host=/run/postgresql', 'factory at /run/postgresql'],
])('names the database of %s without its password', async (url, words) => {
  expect(await read(url)).toBe(words);
});

it('says that the library is missing, and how to get it', async () => {
  const missing = await loadPostgres(() =>
    Promise.reject(new Error("Cannot find package 'pg'\nimported from here")),
  );
  expect(missing).toMatchObject({ ok: false, problems: [{ code: 'journal.library' }] });
});
