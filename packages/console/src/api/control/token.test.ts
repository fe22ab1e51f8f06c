import { describe, expect, it } from 'vitest';
import { readToken, takeToken } from './token.ts';

/** A window at an address, with the addresses that replaced it. */
function windowAt(href: string) {
  const kept = new Map<string, string>();
  const location = { href };
  const history = {
    state: { step: '1' },
    replaceState: (_state: unknown, _title: string, to?: string | URL | null) => {
      location.href = String(to);
    },
  };
  const sessionStorage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
  return { location, history, sessionStorage };
}

describe('takeToken', () => {
  it('leaves an address without a token as it is', () => {
    const page = windowAt('http://127.0.0.1:4680/?file=one-pod#/operate/runs/token');
    takeToken(page);
    expect(page.location.href).toBe('http://127.0.0.1:4680/?file=one-pod#/operate/runs/token');
    expect(readToken(page)).toBeUndefined();
  });

  it('takes one that is badly written as it stands', () => {
    const page = windowAt('http://127.0.0.1:4680/#token=%zz');
    takeToken(page);
    expect(readToken(page)).toBe('%zz');
  });

  it('keeps the token before, when a link brings an empty one', () => {
    const page = windowAt('http://127.0.0.1:4680/#token=abc');
    takeToken(page);
    page.location.href = 'http://127.0.0.1:4680/#token=';
    takeToken(page);
    expect(readToken(page)).toBe('abc');
  });

  it.each([
    ['http://127.0.0.1:4680/#token=a%2Fb', 'http://127.0.0.1:4680/'],
    ['http://h/?x=1#/operate/runs/nano&token=a%2Fb', 'http://h/?x=1#/operate/runs/nano'],
    ['http://h/#/operate/runs?token=a%2Fb', 'http://h/#/operate/runs'],
  ])('takes it out of %s', (from, to) => {
    const page = windowAt(from);
    expect(takeToken(page)).toBe(true);
    expect(takeToken(page)).toBe(false);
    expect(page.location.href.replace(/#$/, '')).toBe(to);
    expect(readToken(page)).toBe('a/b');
  });
});
