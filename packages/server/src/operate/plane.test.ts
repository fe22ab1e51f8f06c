import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { commandsLine, eventLine } from '@gigafactory/core/journal';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../journal/index.ts';
import { all, orderOf, PlaneFixture, TEXT, until } from './plane.fixture.ts';

let own: PlaneFixture;

beforeEach(async () => {
  own = new PlaneFixture();
  await own.open();
});

afterEach(() => own.dispose());

async function started(change = {}) {
  const answer = await own.control.start(orderOf(change));
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value;
}

async function detail(name = 'tiny') {
  const answer = await own.control.run(name);
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value;
}

function codesOf(answer: {
  readonly ok: boolean;
  readonly problems?: readonly { code: string }[];
}) {
  return answer.ok ? [] : answer.problems!.map(({ code }) => code);
}

async function isTraining() {
  const { phase, progress } = await detail();
  return phase === 'running' && progress.step > 0;
}

/** What a request on the socket is answered, without the client. */
function ask(method: string, path: string, headers = {}, body?: string) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request(
      { socketPath: own.folder.socket, method, path, headers, agent: false },
      (response) => {
        let text = '';
        response.on('data', (piece) => {
          text += piece;
        });
        response.on('end', () => resolve({ status: response.statusCode!, text }));
      },
    );
    // A body that is refused before it was sent completely breaks the connection after the answer.
    sent.on('error', reject);
    sent.end(body);
  });
}

const bearer = () => ({ authorization: `Bearer ${own.folder.token}` });

describe('a request', () => {
  it('needs the token, whatever it asks', async () => {
    for (const headers of [
      {},
      { authorization: 'Bearer ' },
      { authorization: `Bearer ${'0'.repeat(64)}` },
      { authorization: `Basic ${own.folder.token}` },
    ]) {
      for (const path of ['/control/state', '/control/runs/tiny/events', '/control/nothing']) {
        expect(await ask('GET', path, headers)).toMatchObject({ status: 401 });
      }
      expect(await ask('POST', '/control/runs', headers, '{}')).toMatchObject({ status: 401 });
    }
    expect(await ask('GET', '/control/state', bearer())).toMatchObject({ status: 200 });
  });

  it('is refused where it cannot be obeyed', async () => {
    const answers = {
      nothing: await ask('GET', '/control/nothing', bearer()),
      noJson: await ask('POST', '/control/runs', bearer(), '{'),
      wrong: await ask('POST', '/control/runs', bearer(), '{"by":"ada"}'),
      large: await ask('POST', '/control/runs/tiny/stop', bearer(), ' '.repeat(20_000)),
      unknown: await ask('GET', '/control/runs/none/events', bearer()),
    };
    expect(Object.values(answers).map(({ status }) => status)).toEqual([404, 400, 400, 413, 404]);
    for (const { text } of Object.values(answers)) {
      expect(JSON.parse(text)).toMatchObject({
        ok: false,
        problems: [{ code: expect.any(String) }],
      });
    }
  });

  it('with an offset that no stream gave is refused', async () => {
    own.engines.trains = false;
    await started();
    for (const path of ['events?after=-1', 'progress?after=x', 'logs?after=1', 'logs?rank=a']) {
      expect(await ask('GET', `/control/runs/tiny/${path}`, bearer())).toMatchObject({
        status: 400,
      });
    }
  });
});

describe('a start', () => {
  it('is refused with what is wrong, and leaves nothing behind', async () => {
    const cases = {
      'gigafactory: 2': 'file.version',
      [TEXT.replace('[sh, -c', '[no-such-program, -c')]: 'program.notFound',
      [TEXT.replace('[sh, -c', '[./plane.fixture, -c')]: 'program.notFound',
      [TEXT.replaceAll('tiny:', '"$(touch x); tiny":')]: 'name.invalid',
    };
    for (const [text, code] of Object.entries(cases)) {
      const answer = await own.control.start(orderOf({ text }));
      expect([code, answer.ok, codesOf(answer).length > 0]).toEqual([code, false, true]);
      if (code !== 'file.version') expect(codesOf(answer)).toContain(code);
    }
    const withoutSecret = await own.control.start(orderOf({ environment: { PATH: '/bin' } }));
    expect(codesOf(withoutSecret)).toEqual(['program.secret']);
    expect((await own.control.state()).runs).toEqual([]);
  });

  it('is refused under a name that is live', async () => {
    own.engines.trains = false;
    await started();
    expect(codesOf(await own.control.start(orderOf({ by: 'bob' })))).toEqual(['run.live']);
  });

  it('keeps secrets from everyone else, and out of the archive for bug reports', async () => {
    await started();
    await all(own.control.events('tiny', { follow: true }));
    const { folder } = await detail();
    const secrets = join(folder, 'secrets.json');
    expect(statSync(secrets).mode & 0o777).toBe(0o600);
    expect(readFileSync(secrets, 'utf8')).toContain('swordfish');
    const archive = gunzipSync(Buffer.concat(await all(own.control.support('tiny')))).toString();
    expect(archive).toContain('tiny-support/journal.jsonl');
    expect(archive).toContain('gigafactory-journal');
    expect(archive).not.toContain('swordfish');
    expect((await all(own.control.journal('tiny'))).join('')).not.toContain('swordfish');
  });
});

describe('a run', () => {
  it('trains to its end, and every stream ends with it', async () => {
    expect(await started()).toMatchObject({ run: 'tiny', state: 'active', startedBy: 'ada' });
    const events = await all(own.control.events('tiny', { follow: true }));
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['requested', 'placed', 'launched', 'finished', 'released']),
    );
    const progress = await all(own.control.progress('tiny', { follow: true }));
    expect(progress.map(({ step }) => step)).toEqual(Array.from({ length: 49 }, (_, i) => i + 1));
    expect(await detail()).toMatchObject({
      state: 'finished',
      steps: 49,
      attempts: [{ attempt: 1, fromStep: 0, toStep: 49, why: expect.any(String) }],
    });
  });

  it('is kept under a number once another has its name, with all of it', async () => {
    for (const _ of [1, 2, 3]) {
      await started();
      await all(own.control.events('tiny', { follow: true }));
    }
    await own.close();
    await own.open();
    const { runs } = await own.control.state();
    expect(runs.map(({ run }) => run).sort()).toEqual(['tiny', 'tiny@1', 'tiny@2']);
    expect((await detail('tiny@2')).folder).toBe(join(own.home, 'runs/tiny@2'));
    expect(await all(own.control.progress('tiny@1'))).toHaveLength(49);
  });

  it('goes on under the next control plane and notices nothing', async () => {
    await started();
    await until(isTraining);
    await own.close();
    await own.open();
    const events = await all(own.control.events('tiny', { follow: true }));
    expect(events.filter(({ kind }) => kind === 'launched')).toHaveLength(1);
    expect(events.some(({ kind }) => kind === 'inventory')).toBe(true);
    expect(await detail()).toMatchObject({ state: 'finished', attempt: 1 });
  });

  it('knows the steps that were trained while no control plane was there', async () => {
    await started();
    await until(isTraining);
    own.engines.trains = false;
    const { step } = (await detail()).progress;
    await own.close();
    own.engines.trainUnheard(7);
    await own.open();
    await until(async () => (await detail()).progress.step === step + 7);
    own.engines.trains = true;
  });
});

describe('a stream', () => {
  it('goes on from every offset without a gap and without doubling', async () => {
    await started();
    const whole = await all(own.control.events('tiny', { follow: true }));
    for (const [index, { offset }] of whole.entries()) {
      const rest = await all(own.control.events('tiny', { after: offset }));
      expect(rest).toEqual(whole.slice(index + 1));
    }
    await own.close();
    await own.open();
    expect(await all(own.control.events('tiny'))).toEqual(whole);
  });
});

describe('an order', () => {
  it('to stop ends the run, and is confirmed by its engine', async () => {
    own.engines.trains = false;
    await started();
    await until(async () => (await detail()).phase === 'running');
    expect(await own.control.stop('tiny', { by: 'bob', why: 'enough' })).toMatchObject({
      ok: true,
    });
    await until(async () => (await detail()).state === 'stopped');
    const { orders, state } = await detail();
    expect(state).toBe('stopped');
    expect(orders).toMatchObject(
      [{ by: 'bob', order: 'stop: enough', outcome: /ended/ }].map((order) => ({
        ...order,
        outcome: expect.stringMatching(order.outcome),
      })),
    );
    expect(codesOf(await own.control.stop('tiny', { by: 'bob' }))).toEqual(['run.over']);
  });

  it('to drain takes a node out until a person brings it back', async () => {
    own.engines.trains = false;
    await started();
    await until(async () => (await detail()).phase === 'running');
    expect(await own.control.drain('tiny', { by: 'ada', node: 'tiny:2' })).toMatchObject({
      ok: true,
      value: { confirmed: true },
    });
    expect((await detail()).fleet[2]!.state).toBe('cordoned');
    expect(own.engines.done.filter(({ kind }) => kind === 'repair')).toEqual([]);
    const again = await own.control.drain('tiny', { by: 'bob', node: '2' });
    expect(codesOf(again)).toEqual(['order.outOfService']);
    expect(await own.control.resume('tiny', { by: 'bob', node: '2' })).toMatchObject({
      ok: true,
      value: { confirmed: true },
    });
    expect((await detail()).fleet[2]!.state).toBe('free');
    expect((await detail()).orders.map(({ by, order }) => [by, order])).toEqual([
      ['ada', 'drain tiny:2'],
      ['bob', 'resume tiny:2'],
    ]);
  });

  it('that opposes one under way is refused with who gave that', async () => {
    own.engines.trains = false;
    await started();
    await until(async () => (await detail()).phase === 'running');
    const [stop, requeue] = await Promise.all([
      own.control.stop('tiny', { by: 'ada' }),
      own.control.requeue('tiny', { by: 'bob' }),
    ]);
    expect([...codesOf(stop), ...codesOf(requeue)]).toHaveLength(1);
  });

  it('about a node that there is not is refused', async () => {
    own.engines.trains = false;
    await started();
    for (const node of ['tiny:3', 'other:0', '-1', '', '0x1', '1e0']) {
      const answer = await own.control.drain('tiny', { by: 'ada', node });
      expect([node, codesOf(answer)]).toEqual([node, ['node.unknown']]);
    }
  });

  it('to launch again saves, stops and launches', async () => {
    own.engines.trains = false;
    await started();
    await until(async () => (await detail()).phase === 'running');
    expect(await own.control.requeue('tiny', { by: 'ada', why: 'new data' })).toMatchObject({
      ok: true,
    });
    await until(async () => (await detail()).attempt === 2);
    own.engines.trains = true;
    await all(own.control.events('tiny', { follow: true }));
    expect((await detail()).attempts.map(({ why }) => why)).toEqual([
      expect.stringContaining('new data'),
      expect.any(String),
    ]);
  });
});

describe('a full disk', () => {
  it('pauses runs with a reason, and they go on once there is space', async () => {
    own.engines.trains = false;
    await started();
    await until(async () => (await detail()).phase === 'running');
    own.freeShare = 0.01;
    await until(async () => (await detail()).phase === 'maintenance');
    expect((await detail()).reason).toContain('1.0 % of the disk');
    expect(own.engines.done.at(-1)!.kind).not.toBe('maintain');
    await own.close();
    await own.open();
    await until(async () => (await detail()).reason.includes('of the disk'));
    own.freeShare = 0.5;
    await until(async () => (await detail()).attempt === 2);
    const words = (await all(own.control.events('tiny'))).map((entry) => entry.words);
    expect(words.filter((each) => each.includes('of the disk'))).not.toEqual([]);
  });
});

describe('a run that the journal tells otherwise than this program would decide', () => {
  it('is held, watched and only stopped', async () => {
    own.engines.trains = false;
    await started();
    await until(async () => (await detail()).phase === 'running');
    await own.close();
    const store = await openStore({ kind: 'file', path: own.folder.journal });
    if (!store.ok) throw new Error(store.problems[0]!.message);
    const at = 3_600_000_000;
    const cordon = { id: 9999, run: '', attempt: 0, epoch: 0, kind: 'cordon', node: 2 } as const;
    const lines = [eventLine({ at, kind: 'sweepDue' }), commandsLine([cordon])];
    await store.value.append('tiny', lines, true);
    await store.value.close();
    await own.open();
    expect(await detail()).toMatchObject({
      state: 'held',
      reason: expect.stringContaining('held'),
    });
    const requeue = await own.control.requeue('tiny', { by: 'ada' });
    expect(codesOf(requeue)).toEqual(['journal.departure']);
    expect(await own.control.stop('tiny', { by: 'ada' })).toMatchObject({ ok: true });
    await until(async () => (await detail()).state === 'stopped');
    expect((await detail()).orders).toMatchObject([{ by: 'ada', order: 'stop' }]);
  });
});

describe('a run that is only observed', () => {
  it('is told what would be done, and nothing of it is', async () => {
    await started({ mode: 'observe' });
    await until(async () => (await all(own.control.events('tiny'))).length > 0);
    expect(await detail()).toMatchObject({ state: 'held', mode: 'observe' });
    const [entry] = await all(own.control.events('tiny'));
    expect(entry!.decisions).not.toEqual([]);
    expect(own.engines.done).toEqual([]);
    const drain = await own.control.drain('tiny', { by: 'ada', node: '0' });
    expect(codesOf(drain)).toEqual(['run.observed']);
    expect(await own.control.stop('tiny', { by: 'ada' })).toMatchObject({ ok: true });
    await until(async () => (await detail()).state === 'stopped');
  });
});

describe('a run that is resumed', () => {
  it('has the checkpoints of the one before, which a new one has not', async () => {
    const none = await own.control.start(orderOf({ resume: true }));
    expect(codesOf(none)).toEqual(['run.noEarlier']);
    await started();
    await all(own.control.events('tiny', { follow: true }));
    const mark = join((await detail()).folder, 'checkpoints/step-49');
    mkdirSync(mark, { recursive: true });
    await started();
    await all(own.control.events('tiny', { follow: true }));
    expect(existsSync(mark)).toBe(false);
    expect(existsSync(join(own.home, 'runs/tiny@1/checkpoints/step-49'))).toBe(true);
    mkdirSync(mark, { recursive: true });
    await started({ resume: true });
    expect(existsSync(mark)).toBe(true);
  });

  it('is the only one that may have a folder of checkpoints that another used', async () => {
    const folder = join(own.home, 'shared');
    mkdirSync(join(folder, 'step-00000001'), { recursive: true });
    const text = TEXT.replace("'exit 0']", `'exit 0'], checkpoints: ${folder}`);
    expect(codesOf(await own.control.start(orderOf({ text })))).toEqual(['checkpoints.used']);
  });
});
