import * as fake from 'fake-indexeddb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Store } from './store.ts';
import { begin, change, currentOf, type Document, moveTo, textOf } from './versions.ts';

const NONE = new Set<string>();
const ids = ({ versions }: Document) => new Set(versions.map(({ id }) => id));
const named = (name: string): Document => begin({ name, file: name, text: `name: ${name}` }, 0);
const written = (document: Document, text: string, at: number): Document =>
  change(document, { label: 'Write', text, edits: {}, at });

beforeAll(() => {
  for (const [name, value] of Object.entries(fake)) {
    if (name.startsWith('IDB')) vi.stubGlobal(name, value);
  }
  vi.stubGlobal('indexedDB', new fake.IDBFactory());
});
afterAll(() => {
  vi.unstubAllGlobals();
});

describe('the store of documents', () => {
  it('knows nothing at first, and forgets what it never had', async () => {
    const store = await Store.open();
    expect(await store.read('nothing')).toBeUndefined();
    await store.forget('nothing');
    expect(await store.list()).toEqual([]);
  });

  it('gives back what was written, whatever the name', async () => {
    const store = await Store.open();
    for (const name of ['opened:größe 文 [x]\n.yaml', 'opened:größe 文 [x]', 'plain']) {
      const document = written(named(name), `text of ${name}`, 1);
      await store.write(document, NONE, 5);
      expect(await store.read(name)).toMatchObject(document);
    }
    expect((await store.read('plain'))?.texts.size).toBe(2);
  });

  it('keeps the steps of two tabs that do not know each other', async () => {
    const store = await Store.open();
    const [mine, theirs] = [written(named('two'), 'mine', 1), written(named('two'), 'theirs', 2)];
    expect(await store.write(mine, NONE, 1)).toBe(mine);
    const both = await store.write(theirs, NONE, 2);
    expect(textOf(both, currentOf(both))).toBe('theirs');
    const texts = [...((await store.read('two'))?.texts.values() ?? [])];
    expect(texts.sort()).toEqual(['mine', 'name: two', 'theirs']);
  });

  it('drops texts that nothing uses any more, and only those of its document', async () => {
    const store = await Store.open();
    const long = written(named('long'), 'given up', 1);
    await store.write(written(named('other'), 'given up', 1), NONE, 1);
    await store.write(long, NONE, 1);
    const short = { ...named('long') };
    await store.write(short, ids(long), 2);
    expect([...((await store.read('long'))?.texts.values() ?? [])]).toEqual(['name: long']);
    expect([...((await store.read('other'))?.texts.values() ?? [])]).toContain('given up');
  });

  it('lists the file used last first, and whether it has changes', async () => {
    const store = await Store.open();
    const changed = written(named('changed'), 'new', 1);
    await store.write(changed, NONE, 1000);
    const back = moveTo(changed, changed.versions[0]!.id);
    await store.write({ ...back, name: 'back', file: 'back' }, NONE, 2000);
    const [first, second] = await store.list();
    expect(first).toMatchObject({ name: 'back', isChanged: false, usedAt: 2000 });
    expect(second).toMatchObject({ name: 'changed', isChanged: true });
    await store.forget('back');
    expect((await store.list())[0]?.name).toBe('changed');
    expect(await store.read('back')).toBeUndefined();
  });
});
