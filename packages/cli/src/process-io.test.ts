import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askOn } from './process-io.ts';

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
