import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { journalPlace, keepPlace, targetPlace } from './journal-place.ts';
import { takeLock } from './lock.ts';
import { moveJournals } from './move-journals.ts';
import { openStateFolder, type StateFolder } from './state-folder.ts';

const URL = 'postgresql://u:secret@127.0.0.1:1/d';

let folder: StateFolder;

beforeEach(() => {
  const opened = openStateFolder(mkdtempSync(join(tmpdir(), 'gigafactory-place-')));
  if (!opened.ok) throw new Error(opened.problems[0]!.message);
  folder = opened.value;
});
afterEach(() => rmSync(folder.home, { recursive: true }));

function problemOf(result: ReturnType<typeof journalPlace>) {
  return result.ok ? undefined : result.problems[0];
}

/** The schema that a folder was given. */
function schemaOf(url = URL): string {
  const place = journalPlace(folder, url);
  if (!place.ok || place.value.kind !== 'postgres') throw new Error('not in PostgreSQL');
  return place.value.schema;
}

describe('where the journals are', () => {
  it('is refused when the folder does not say it legibly', () => {
    for (const text of ['', '{}', '{"kind":"postgres","schema":"public; DROP TABLE x"}']) {
      writeFileSync(folder.place, text);
      expect(problemOf(journalPlace(folder, URL))?.code).toBe('journal.place');
    }
  });

  it('is the file of the folder without an address, or with an empty one', () => {
    for (const url of [undefined, '']) {
      const place = { kind: 'file', path: folder.journal };
      expect(journalPlace(folder, url)).toEqual({ ok: true, value: place });
    }
  });

  it('is a schema of its own for each folder that is new', () => {
    expect(schemaOf()).not.toBe(schemaOf());
    const place = targetPlace(folder, 'postgres', URL);
    if (place.ok) keepPlace(folder, 'postgres', place.value);
    expect(journalPlace(folder, URL)).toMatchObject({ ok: true, value: { mustExist: true } });
    expect(schemaOf()).toBe(schemaOf('postgresql://elsewhere/d'));
  });

  it('is never begun anew beside those that there are', () => {
    writeFileSync(folder.journal, '');
    const moved = problemOf(journalPlace(folder, URL));
    expect(moved?.code).toBe('journal.elsewhere');
    expect(moved?.message).toContain('move-journals postgres');
    expect(moved?.message).not.toContain('secret');
    keepPlace(folder, 'postgres', {
      kind: 'postgres',
      url: URL,
      schema: 'gigafactory_0123456789ab',
    });
    const unset = problemOf(journalPlace(folder, undefined));
    expect(unset).toMatchObject({ code: 'journal.elsewhere' });
    expect(unset?.message).toContain('set DATABASE_URL');
  });
});

describe('moving them', () => {
  const move = async (to: 'file' | 'postgres', databaseUrl?: string) => {
    const moved = await moveJournals({ home: folder.home, to, databaseUrl, heard: () => {} });
    return moved.ok ? undefined : moved.problems[0];
  };

  it('is refused while a control plane has the folder', async () => {
    const lock = takeLock(folder.lock, new Date());
    const problem = await move('postgres', URL);
    expect(problem?.code).toBe('control.live');
    expect(problem?.message).toContain(`kill ${process.pid}`);
    if (lock.ok) lock.release();
  });

  it('is refused without an address, without a server, and to where they are', async () => {
    expect((await move('postgres'))?.code).toBe('journal.url');
    expect((await move('postgres', URL))?.code).toBe('journal.unreachable');
    expect((await move('file', URL))?.code).toBe('journal.there');
    keepPlace(folder, 'postgres', {
      kind: 'postgres',
      url: URL,
      schema: 'gigafactory_0123456789ab',
    });
    expect((await move('postgres', URL))?.code).toBe('journal.there');
    expect((await move('file'))?.code).toBe('journal.elsewhere');
  });
});
