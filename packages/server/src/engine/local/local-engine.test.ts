import { afterEach, describe, expect, it } from 'vitest';
import { closeBenches, newBench } from './bench.fixture.ts';
import { ranksIn } from './engine.fixture.ts';

afterEach(closeBenches, 60_000);

describe('a run', () => {
  it('is placed, trains, writes checkpoints and finishes', async () => {
    const bench = await newBench({ totalSteps: 35 });
    await bench.place([0, 1]);
    bench.launch();
    expect((await bench.hear('launched')).work).toBe(0);
    expect((await bench.hear('checkpointed')).work).toBe(10 * 10_000);
    await bench.hear('finished');
    const works = bench.heard('checkpointed').map(({ work }) => work / 10_000);
    expect(works).toEqual([10, 20, 30, 35]);
    const steps = bench.seen.flatMap((each) => (each.kind === 'progress' ? [each.step] : []));
    expect(steps).toEqual(Array.from({ length: 35 }, (_, index) => index + 1));
    // The last three are kept.
    const { checkpoints, phase } = bench.engine.status('a');
    expect([phase, checkpoints.map(({ step }) => step)]).toEqual(['done', [20, 30, 35]]);
    bench.order({ kind: 'release' });
    await bench.hear('released');
    expect(ranksIn(bench.engine)).toEqual([]);
  });

  it('goes on from its newest checkpoint after it was stopped', async () => {
    const bench = await newBench();
    await bench.place([0, 1]);
    bench.launch();
    await bench.hear('checkpointed', 2);
    bench.order({ kind: 'stop' });
    await bench.hear('stopped');
    expect(ranksIn(bench.engine)).toEqual([]);
    const { work } = bench.heard('checkpointed').at(-1)!;
    bench.launch(work);
    expect((await bench.hear('launched', 2)).work).toBe(work);
    expect(bench.seen.find((each) => each.kind === 'started' && each.attempt === 2)).toMatchObject({
      step: work / 10_000,
    });
  });
});
