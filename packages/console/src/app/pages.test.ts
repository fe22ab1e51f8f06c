import { describe, expect, it } from 'vitest';
import { movedTo, paths } from '../state/paths.ts';
import { PAGES, pageAt, ROOMS, roomOf } from './pages.ts';

describe('pageAt', () => {
  it('knows no page where none is', () => {
    expect(pageAt('/nowhere')).toBeUndefined();
    expect(pageAt('/plan/moneys')).toBeUndefined();
    // A room is no page; it redirects to its first one.
    expect(pageAt('/plan')).toBeUndefined();
  });

  it('finds a page by its path and by what is below it', () => {
    expect(pageAt('/')?.title).toBe('Overview');
    expect(pageAt(paths.file({ line: 12 }))?.title).toBe('File');
    expect(roomOf(pageAt(paths.file({ line: 12 })))?.title).toBe('Files');
  });

  it('finds one behind every path that can be linked to, and behind every address of old', () => {
    const opened = Object.values(paths).map((path) => pageAt(path())?.title);
    expect(new Set(opened)).toEqual(new Set(PAGES.map(({ title }) => title)));
    for (const old of ['/design', '/training', '/twin', '/power', '/inputs', '/inputs/line/3']) {
      expect(pageAt(movedTo(old) ?? ''), old).toBeDefined();
    }
  });
});

describe('the rooms', () => {
  it('fit the bar of a phone, and none of them is empty', () => {
    expect(ROOMS.length).toBeLessThanOrEqual(5);
    for (const { title, pages } of ROOMS) expect(pages.length, title).toBeGreaterThan(0);
  });

  it('give every page a key of its own', () => {
    for (const { key } of PAGES) expect(key).toMatch(/^[a-z]$/);
    expect(new Set(PAGES.map(({ key }) => key)).size).toBe(PAGES.length);
  });
});
