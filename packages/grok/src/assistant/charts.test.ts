import { dispatch } from '@gigafactory/core/api';
import { chatPiece } from '@gigafactory/core/chats';
import { describe, expect, it } from 'vitest';
import type { RunOperation } from '../skill/index.ts';
import { Charting } from './charts.ts';
import { TEXT as text } from './embedded.fixture.ts';

const run: RunOperation = async (name, input) => dispatch(name, input);

async function drawn<Name extends Parameters<RunOperation>[0]>(name: Name, given: object) {
  const charting = new Charting(run);
  const answer = await charting.run(name, { text, ...given } as never);
  if (!answer.ok) throw new Error(answer.problems[0]?.message);
  const charts = charting.take('call_1');
  for (const chart of charts) expect(chatPiece.safeParse(chart).success).toBe(true);
  return { value: answer.value, charts };
}

describe('charts of answers', () => {
  it('are none of what is no series, and of what was refused', async () => {
    expect((await drawn('check', {})).charts).toEqual([]);
    const charting = new Charting(run);
    await charting.run('strategies', { text: 'gigafactory: 1' });
    expect(charting.take('call_1')).toEqual([]);
  });

  it('have the values of the operation, and are taken once', async () => {
    const charting = new Charting(run);
    const answer = await charting.run('strategies', { text, top: 3 });
    const [chart] = charting.take('call_7');
    const times = answer.ok ? answer.value.top.map(({ stepTime }) => stepTime) : [];
    expect(times).toHaveLength(3);
    expect(chart).toMatchObject({ call: 'call_7', unit: 's', series: [{ values: times }] });
    expect(charting.take('call_8')).toEqual([]);
  });

  it('show losses of lives and policies with their intervals, the largest first', async () => {
    const { charts } = await drawn('twin', { lives: 3, days: 20 });
    const [series] = charts[0]!.series;
    expect(series!.values).toEqual(series!.values.toSorted((a, b) => (b ?? 0) - (a ?? 0)));
    expect(series!.ranges).toHaveLength(series!.values.length);
  });

  it('keep the least and the most of a trace of power', async () => {
    const { charts, value } = await drawn('power', {});
    const [chart] = charts;
    const values = chart!.series[0]!.values.map(Number);
    const { least, most } = value as { readonly least: number; readonly most: number };
    expect([Math.min(...values), Math.max(...values)]).toEqual([least, most]);
    const { over } = chart!;
    expect(over.kind === 'time' && over.seconds.length).toBe(values.length);
    expect(values.length).toBeLessThanOrEqual(600);
  });

  it('draw sweeps and scenarios by figure', async () => {
    const over = [{ path: 'site.pue', from: '1.1', to: '1.3' }];
    const swept = await drawn('sweep', { over, steps: 3, figures: ['power.facility'] });
    expect(swept.charts).toMatchObject([{ unit: 'MW', series: [{ values: { length: 3 } }] }]);
    const with_ = [{ name: 'less', edits: { 'fleet.gpus': '32' } }];
    const compared = await drawn('compare', { with: with_ });
    expect(compared.charts).toHaveLength(2);
    expect(compared.charts[0]!.over).toEqual({
      kind: 'names',
      names: [expect.any(String), 'less'],
    });
  });
});
