import { describe, expect, it } from 'vitest';
import { OrderedBoard, runStages } from '../../scripts/lib/queue.mjs';
import type { Stage, StageResult } from '../../scripts/lib/stages.mjs';

/** A stage that ends when it is told to. */
function stageOf(name: string, kind?: string) {
  let settle = (_: StageResult): void => undefined;
  const ended = new Promise<StageResult>((resolve) => {
    settle = resolve;
  });
  const end = (state: 'passed' | 'failed' = 'passed') =>
    settle({
      ...{ name, state, seconds: 1 },
      ...(state === 'failed' && { failure: `${name} is why` }),
    });
  return { name, ...(kind && { kind }), run: () => ended, end };
}

type Fake = ReturnType<typeof stageOf>;

const named = (...names: string[]) =>
  names.map((name) => stageOf(name)) as [Fake, Fake, Fake, Fake];

function start(first: readonly Stage[], others: readonly Stage[], width = 2) {
  const begun: string[] = [];
  let text = '';
  const names = [...first, ...others].map(({ name }) => name);
  const shown = new OrderedBoard(names, (more) => {
    text += more;
  });
  const board = {
    begin: (name: string) => {
      begun.push(name);
      shown.begin(name);
    },
    end: (result: StageResult) => shown.end(result),
  };
  const over = runStages(first, others, board, width).finally(() => shown.close());
  return { begun, over, lines: () => text.split('\n').slice(0, -1) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('stages', () => {
  it('begin as soon as there is room, in their order, and none beside one of its kind', async () => {
    const [a, b, c, d] = [stageOf('a', 'x'), stageOf('b', 'x'), stageOf('c'), stageOf('d', 'x')];
    const run = start([], [a, b, c, d]);
    expect(run.begun).toEqual(['a', 'c']);
    c.end();
    await settled();
    expect(run.begun).toEqual(['a', 'c']);
    a.end();
    await settled();
    expect(run.begun).toEqual(['a', 'c', 'b']);
    b.end();
    await settled();
    d.end();
    expect((await run.over).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('begin no more after one that failed, which is shown at once; those beside it end', async () => {
    const [a, b, c, d] = named('a', 'b', 'c', 'd');
    const run = start([], [a, b, c, d]);
    b.end('failed');
    await settled();
    expect(run.lines()).toEqual(['b… failed, 1 s', 'b is why']);
    a.end();
    const results = await run.over;
    expect(results.map(({ name, state }) => `${name} ${state}`)).toEqual(['a passed', 'b failed']);
    expect(run.begun).toEqual(['a', 'b']);
  });

  it('do not begin after a failure before them', async () => {
    const [a, b, c] = named('a', 'b', 'c');
    const run = start([a, b], [c]);
    a.end('failed');
    expect(await run.over).toHaveLength(1);
    expect(run.begun).toEqual(['a']);
  });

  it('are shown in their order, whichever ends first', async () => {
    for (const order of [
      [0, 1, 2, 3],
      [2, 3, 0, 1],
      [2, 0, 3, 1],
    ]) {
      const stages = named('a', 'b', 'c', 'd');
      const run = start([], stages, 4);
      for (const i of order) {
        stages[i]!.end();
        await settled();
      }
      await run.over;
      expect(run.lines()).toEqual(['a', 'b', 'c', 'd'].map((name) => `${name}… done, 1 s`));
    }
  });

  it('are shown in the end where they were held back for one that never ran', async () => {
    const [a, b, c, d] = named('a', 'b', 'c', 'd');
    const run = start([], [a, b, c, d], 2);
    b.end();
    await settled();
    c.end('failed');
    await settled();
    expect(run.lines()).toEqual(['c… failed, 1 s', 'c is why']);
    a.end();
    await run.over;
    expect(run.lines().slice(2)).toEqual(['a… done, 1 s', 'b… done, 1 s']);
    expect(run.begun).toEqual(['a', 'b', 'c']);
  });
});
