import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { toOutput } from './process-io.ts';

/** A stream whose writes fail with a system's code, or succeed. */
function stream(code?: string): Writable {
  const error = code === undefined ? null : Object.assign(new Error(code), { code });
  return new Writable({ write: (_, __, done) => setImmediate(done, error) });
}

describe('an output', () => {
  it.each(['ENOSPC', 'EIO', 'EFBIG'])(
    'that fails with %s reports it after the last write',
    async (code) => {
      const output = toOutput(stream(code));
      output.write('a');
      output.write('b');
      expect(await output.settled()).toBe(code);
      output.write('c');
      expect(await output.settled()).toBe(code);
    },
  );

  it('whose reader has gone counts as written', async () => {
    const output = toOutput(stream('EPIPE'));
    output.write('a');
    expect(await output.settled()).toBeUndefined();
  });

  it('that is written has nothing to say', async () => {
    const output = toOutput(stream());
    expect(await output.settled()).toBeUndefined();
    output.write('a');
    expect(await output.settled()).toBeUndefined();
    expect(output).toMatchObject({ isTTY: false, columns: undefined });
  });

  it('knows the width of a terminal only', () => {
    const wide = Object.assign(stream(), { isTTY: true, columns: 132 });
    expect(toOutput(wide)).toMatchObject({ isTTY: true, columns: 132 });
    expect(toOutput(Object.assign(stream(), { columns: 132 })).columns).toBeUndefined();
  });
});
