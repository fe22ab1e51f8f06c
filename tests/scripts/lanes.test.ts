import { describe, expect, it } from 'vitest';
import { inOrder, OrderedBoard, runLanes } from '../../scripts/lib/lanes.mjs';
import type { Stage, StageResult } from '../../scripts/lib/stages.mjs';

/** A stage that ends when it is told to. */
function stageOf(name: string) {
  let settle = (_: StageResult): void => undefined;
  const ended = new Promise<StageResult>((resolve) => {
    settle = resolve;
  });
  const end = (state: 'passed' | 'failed' = 'passed') =>
    settle({
      ...{ name, state, seconds: 1 },
      ...(state === 'failed' && { failure: `${name} is why` }),
    });
  return { name, run: () => ended, end };
}

function start(first: readonly Stage[], lanes: readonly (readonly Stage[])[]) {
  const begun: string[] = [];
  let text = '';
  const names = inOrder(first, lanes).map(({ name }) => name);
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
  const over = runLanes(first, lanes, board).finally(() => shown.close());
  return { begun, over, lines: () => text.split('\n').slice(0, -1) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('stages in lanes', () => {
  it('begins none after one that failed, lets those beside it end, and shows it at once', async () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(stageOf) as [Fake, Fake, Fake, Fake];
    const run = start(
      [],
      [
        [a, b],
        [c, d],
      ],
    );
    c.end('failed');
    await settled();
    expect(run.lines()).toEqual(['c… failed, 1 s', 'c is why']);
    a.end();
    const results = await run.over;
    expect(results.map(({ name, state }) => `${name} ${state}`)).toEqual(['a passed', 'c failed']);
    expect(run.begun).toEqual(['a', 'c']);
  });

  it('begins no lane after a failure before them', async () => {
    const [a, b] = ['a', 'b'].map(stageOf) as [Fake, Fake];
    const run = start([a], [[b]]);
    a.end('failed');
    expect(await run.over).toHaveLength(1);
    expect(run.begun).toEqual(['a']);
  });

  it('shows what passed in the same order, whichever ends first', async () => {
    const orders = [
      [0, 1, 2, 3],
      [2, 3, 0, 1],
      [2, 0, 3, 1],
    ];
    for (const order of orders) {
      const stages = ['a', 'b', 'c', 'd'].map(stageOf) as [Fake, Fake, Fake, Fake];
      const run = start([], [stages.slice(0, 2), stages.slice(2)]);
      for (const i of order) {
        stages[i]!.end();
        await settled();
      }
      await run.over;
      expect(run.lines()).toEqual(['a', 'c', 'b', 'd'].map((name) => `${name}… done, 1 s`));
    }
  });

  it('shows what was held back for a stage that never ran', async () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(stageOf) as [Fake, Fake, Fake, Fake];
    const run = start(
      [],
      [
        [a, b],
        [c, d],
      ],
    );
    c.end();
    await settled();
    d.end();
    await settled();
    expect(run.lines()).toEqual([]);
    a.end('failed');
    await run.over;
    expect(run.lines()).toEqual(['a… failed, 1 s', 'a is why', 'c… done, 1 s', 'd… done, 1 s']);
  });
});

type Fake = ReturnType<typeof stageOf>;
