import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { all, orderOf, PlaneFixture, until } from './plane.fixture.ts';
import { lostTime } from './run-gauges.ts';

const at = (second: number) => new Date(1000 * second).toISOString();

describe('the time that a run lost', () => {
  const none = { startedAt: at(0), attempts: [], stepTime: null };

  it('is all of it until it is launched', () => {
    expect([...lostTime(none, 5000)]).toEqual([['start', 5]]);
  });

  it('is what lay between attempts and what was trained again, by cause', () => {
    const attempts = [
      {
        attempt: 1,
        launchedAt: at(2),
        fromStep: 0,
        toStep: 50,
        endedAt: at(60),
        cause: 'software',
      },
      { attempt: 2, launchedAt: at(70), fromStep: 40, toStep: 90, endedAt: at(120) },
      {
        attempt: 3,
        launchedAt: at(121),
        fromStep: 90,
        toStep: 95,
        endedAt: at(130),
        cause: 'hang',
      },
    ];
    const lost = lostTime({ startedAt: at(0), attempts, stepTime: 0.5 }, 140_000);
    expect(Object.fromEntries(lost)).toEqual({ start: 2, software: 15, unknown: 1, hang: 10 });
  });

  it('has few causes, however many the engine names', () => {
    const attempts = Array.from({ length: 99 }, (_, index) => ({
      ...{ attempt: index + 1, fromStep: 0, toStep: 0, cause: `cause ${index}` },
      ...{ launchedAt: at(2 * index), endedAt: at(2 * index + 1) },
    }));
    const lost = lostTime({ startedAt: at(0), attempts, stepTime: 1 }, 198_000);
    expect(lost.size).toBe(21);
    expect(lost.get('other')).toBe(80);
  });
});

describe('the metrics of a control plane', () => {
  let own: PlaneFixture;

  beforeEach(async () => {
    own = new PlaneFixture();
    await own.open();
  });
  afterEach(() => own.dispose());

  const lines = async () => (await own.plane.metrics.text()).split('\n');

  it('say of no run that there is one', async () => {
    const text = await lines();
    expect(text).toContain('gigafactory_runs{state="active"} 0');
    expect(text.some((line) => line.startsWith('gigafactory_run_'))).toBe(false);
  });

  it('follow a run to its end, and forget its nodes then', async () => {
    own.engines.trains = false;
    const started = await own.control.start(orderOf());
    expect(started.ok).toBe(true);
    await until(async () => (await lines()).includes('gigafactory_run_attempts{run="tiny"} 1'));
    const text = await lines();
    expect(text).toContain('gigafactory_run_state{run="tiny",state="active"} 1');
    const nodes = text.filter((line) => line.startsWith('gigafactory_nodes{run="tiny"'));
    expect(nodes.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0)).toBe(3);
    expect(text).toContain('gigafactory_nodes{run="tiny",state="cordoned"} 0');
    expect(text.some((line) => /^gigafactory_journal_commit_seconds_count [1-9]/.test(line))).toBe(
      true,
    );
    await own.control.stop('tiny', { by: 'ada' });
    await all(own.control.events('tiny', { follow: true }));
    await until(async () => (await lines()).includes('gigafactory_runs{state="stopped"} 1'));
    const after = await lines();
    expect(after).toContain('gigafactory_orders_total 1');
    expect(after).toContain('gigafactory_run_state{run="tiny",state="stopped"} 1');
    expect(after.some((line) => line.startsWith('gigafactory_nodes{'))).toBe(false);
  });
});
