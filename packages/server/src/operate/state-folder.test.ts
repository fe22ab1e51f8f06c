import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStateFolder, stateHome } from './state-folder.ts';

let home: string;

beforeEach(() => {
  home = join(mkdtempSync(join(tmpdir(), 'gigafactory-state-')), 'home');
});

afterEach(() => rmSync(dirname(home), { recursive: true, force: true }));

function open(folder = home) {
  const opened = openStateFolder(folder);
  if (!opened.ok) throw new Error(opened.problems[0]!.message);
  return opened.value;
}

const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('the place of the state folder', () => {
  it('is what the environment says, else below the home of the user', () => {
    expect(stateHome({ GIGAFACTORY_HOME: '/a/b', HOME: '/c' })).toBe('/a/b');
    expect(stateHome({ GIGAFACTORY_HOME: '', HOME: '/c' })).toBe('/c/.local/state/gigafactory');
  });
});

describe('a state folder', () => {
  it('that is a file, or cannot be made, is refused', () => {
    writeFileSync(home, '');
    for (const folder of [home, join(home, 'below')]) {
      expect(openStateFolder(folder)).toMatchObject({
        ok: false,
        problems: [{ code: 'state.folder', message: expect.stringContaining(folder) }],
      });
    }
  });

  // Only root can give a folder away.
  it.runIf(process.getuid?.() === 0)('of another user is refused', () => {
    mkdirSync(home);
    chownSync(home, 12_345, 12_345);
    expect(openStateFolder(home)).toMatchObject({
      ok: false,
      problems: [{ code: 'state.owner', message: expect.stringContaining('12345') }],
    });
  });

  it('is for its owner only, and closed to others if it was open', () => {
    open();
    expect([modeOf(home), modeOf(join(home, 'token')), modeOf(join(home, 'runs'))]).toEqual([
      0o700, 0o600, 0o700,
    ]);
    chmodSync(home, 0o755);
    open();
    expect(modeOf(home)).toBe(0o700);
  });

  it('keeps its token, of 32 random bytes', () => {
    const { token } = open();
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(open().token).toBe(token);
  });

  it('replaces a token that others could have read, or that is none', () => {
    const { token } = open();
    const path = join(home, 'token');
    chmodSync(path, 0o644);
    const replaced = open().token;
    expect(replaced).not.toBe(token);
    writeFileSync(path, 'short\n');
    expect(open().token).toMatch(/^[0-9a-f]{64}$/);
    expect(modeOf(path)).toBe(0o600);
  });

  it('too deep for a socket has it in a short folder of its own, and always the same', () => {
    const deep = join(home, 'x'.repeat(60), 'y'.repeat(60));
    const { socket } = open(deep);
    expect(Buffer.byteLength(socket)).toBeLessThan(104);
    expect(modeOf(dirname(socket))).toBe(0o700);
    expect(open(deep).socket).toBe(socket);
    expect(readFileSync(join(deep, 'socket'), 'utf8')).toBe(`${socket}\n`);
    rmSync(dirname(socket), { recursive: true });
  });

  it('leaves what is not its own alone', () => {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'mine'), '');
    open();
    expect(existsSync(join(home, 'mine'))).toBe(true);
  });
});
