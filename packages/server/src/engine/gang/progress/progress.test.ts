import { describe, expect, it } from 'vitest';
import { readerOf } from './index.ts';

describe('lines', () => {
  const read = readerOf('lines');

  it.each([
    '',
    'step 3',
    '{"step":3',
    '[1,2]',
    'null',
    '{"step":-1}',
    '{"step":1.5}',
    '{"step":"3"}',
    '{"step":1e30}',
    '{"checkpoint":"/x"}',
    '{"checkpoint":7,"step":3}',
    '{"checkpoint":"","step":3}',
    '{"members":{}}',
    '{"__proto__":{"step":1}}',
    '\u0000{"step":1}',
  ])('say nothing in %j', (line) => {
    expect(read(line)).toBeUndefined();
  });

  it.each([
    ['{"start":0}', { kind: 'start', step: 0 }],
    ['{"step":3,"loss":2.5,"tokens":900}', { kind: 'progress', step: 3, loss: 2.5, tokens: 900 }],
    ['  {"step":3,"loss":null,"more":1}\r', { kind: 'progress', step: 3 }],
    ['{"checkpoint":"/a/step-1","step":1}', { kind: 'checkpoint', path: '/a/step-1', step: 1 }],
    ['{"members":2}', { kind: 'members', generation: 2 }],
    ['{"note":"hello"}', { kind: 'note', text: 'hello' }],
  ])('say in %s', (line, saying) => {
    expect(read(line)).toEqual(saying);
  });

  it('may hold a sentence, but no book', () => {
    expect(read(JSON.stringify({ note: 'x'.repeat(5000) }))).toMatchObject({
      text: 'x'.repeat(1000),
    });
  });
});

describe('megatron', () => {
  const STEP =
    ' [2025-05-01 10:00:00.123456] iteration       20/     100 | consumed samples:          640 | elapsed time per iteration (ms): 812.3 | learning rate: 1.5E-04 | global batch size:    32 | lm loss: 9.871234E+00 | loss scale: 1.0 | grad norm: 1.234 | number of skipped iterations:   0 | number of nan iterations:   0 |';

  it('says steps, with tokens where the sequence was printed before', () => {
    const read = readerOf('megatron');
    expect(read(STEP)).toEqual({ kind: 'progress', step: 20, loss: 9.871234, tokens: undefined });
    expect(read('  seq_length ...................................... 4096')).toBeUndefined();
    expect(read(STEP)).toMatchObject({ tokens: 640 * 4096 });
    expect(read(STEP.replace(/lm loss[^|]*\|/, ''))).toMatchObject({ step: 20, loss: undefined });
  });

  it('says where it starts and what is saved', () => {
    const read = readerOf('megatron');
    expect(
      read('  successfully loaded checkpoint from /ckpt [ t 1/2, p 1/1 ] at iteration 500'),
    ).toEqual({ kind: 'start', step: 500 });
    const saved = { kind: 'checkpoint', path: '/my ckpt/iter_0000500', step: 500 };
    expect(read('  successfully saved checkpoint from iteration     500 to /my ckpt/')).toEqual(
      saved,
    );
    expect(
      read('  successfully saved checkpoint from iteration     500 to /my ckpt [ t 1/2, p 1/1 ]'),
    ).toEqual(saved);
  });

  it.each([
    'saving checkpoint at iteration     500 to /ckpt in torch_dist format',
    'validation loss at iteration 500 | lm loss value: 1.0E+00 |',
    'iteration 5/10',
  ])('says nothing in %s', (line) => {
    expect(readerOf('megatron')(line)).toBeUndefined();
  });
});

describe('torchtitan', () => {
  const TITAN = '[titan] 2025-04-01 00:25:47,084 - root - INFO - ';

  it('says steps, in colours or not', () => {
    const read = readerOf('torchtitan');
    const plain = `${TITAN}step:  1  loss: 12.2721  grad_norm:  1.74  memory: 28.4GiB(59%)  tps: 1,234  mfu: 3.1%`;
    expect(read(plain)).toEqual({ kind: 'progress', step: 1, loss: 12.2721 });
    const colours = `${TITAN}\u001b[31mstep: 10  \u001b[32mloss:  8.1\u001b[39m`;
    expect(read(colours)).toEqual({ kind: 'progress', step: 10, loss: 8.1 });
    expect(read('step: 640/644 = 99.3789%  loss:  6.2116')).toMatchObject({ step: 640 });
  });

  it('says where it starts and what is saved', () => {
    const read = readerOf('torchtitan');
    const done = `${TITAN}Finished saving the checkpoint (or staging if async is enabled)in 5.53 seconds.`;
    expect(read(done)).toBeUndefined();
    read('Checkpointing active. Checkpoints will be loaded from and saved to ./out/checkpoint');
    expect(read(`${TITAN}Training starts at step 11.`)).toEqual({ kind: 'start', step: 10 });
    read(`${TITAN}step: 20  loss: 4.2`);
    expect(read(done)).toEqual({ kind: 'checkpoint', path: './out/checkpoint/step-20', step: 20 });
    expect(read(`${TITAN}Saving a full checkpoint at last step, step 24.`)).toBeUndefined();
    expect(read(done)).toMatchObject({ path: './out/checkpoint/step-24' });
  });
});
