import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askOn, toOutput } from './process-io.ts';

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

function terminal() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  output.setEncoding('utf8');
  return { input, printed: () => output.read() as string | null, ask: askOn(() => input, output) };
}

describe('askOn', () => {
  it('answers nothing where the input has ended', async () => {
    const { input, ask } = terminal();
    input.end();
    expect(await ask('A? ')).toBeUndefined();
  });

  it('takes lines that were pasted ahead as answers to the questions to come', async () => {
    const { input, ask, printed } = terminal();
    input.end('one\n\nthree\n');
    expect([await ask('A? '), await ask('B? '), await ask('C? '), await ask('D? ')]).toEqual([
      'one',
      '',
      'three',
      undefined,
    ]);
    expect(printed()).toBe('A? B? C? D? ');
  });

  it('leaves a terminal as it is, so that Ctrl-C stays a signal after the answer', async () => {
    const modes: boolean[] = [];
    const setRawMode = (isRaw: boolean) => void modes.push(isRaw);
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode });
    const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
    input.end('y\n');
    expect(await askOn(() => input, output)('A? ')).toBe('y');
    expect(modes).toEqual([]);
  });

  it('waits for a line that comes late', async () => {
    const { input, ask } = terminal();
    const first = ask('A? ');
    input.write('one\n');
    expect(await first).toBe('one');
    const second = ask('B? ');
    input.write('two\n');
    expect(await second).toBe('two');
  });
});
