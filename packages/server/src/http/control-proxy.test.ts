import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentOf } from '../document/document.fixture.ts';
import { all, orderOf, PlaneFixture } from '../operate/plane.fixture.ts';
import { createApp } from './app.ts';
import { toFile } from './console-files.ts';
import { siteOf } from './door.fixture.ts';

let own: PlaneFixture;

beforeEach(async () => {
  own = new PlaneFixture();
  await own.open();
});

afterEach(() => own.dispose());

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the server of `up` answers to a page. */
function ask(path: string, asked: Asked = {}): Promise<Response> {
  return askServer(`/control${path}`, asked);
}

async function askServer(
  path: string,
  { method = 'GET', headers = {}, body }: Asked = {},
): Promise<Response> {
  const index = toFile('<head></head>', 'index.html');
  const app = createApp({
    operations: {},
    run: async () => {
      throw new Error('no operation is asked for');
    },
    console: new Map([['/index.html', index]]),
    file: await documentOf('a.yaml', ''),
    site: siteOf(own.folder),
  });
  const all = { host: '127.0.0.1:4600', ...headers };
  const init = { method, headers: all, ...(body === undefined ? {} : { body }) };
  return app.request(`http://127.0.0.1:4600${path}`, init);
}

const bearer = () => ({ authorization: `Bearer ${own.folder.token}` });

async function codeOf(response: Response): Promise<string> {
  return (await response.json()).problems[0].code;
}

describe('what a page asks of the control plane', () => {
  it('needs the token from the page: that of the folder is lent to nobody', async () => {
    for (const headers of [{}, { authorization: 'Bearer no' }, { cookie: own.folder.token }]) {
      const response = await ask('/state', { headers });
      expect([response.status, await codeOf(response)]).toEqual([401, 'control.token']);
    }
    const inQuery = await ask(`/state?token=${own.folder.token}`);
    expect(inQuery.status).toBe(401);
    expect((await ask('/state', { headers: bearer() })).status).toBe(200);
  });

  it('is refused from another origin and under another name', async () => {
    const origin = { ...bearer(), origin: 'http://evil.example' };
    expect((await ask('/state', { headers: origin })).status).toBe(403);
    expect((await ask('/state', { headers: { ...bearer(), host: 'evil.example' } })).status).toBe(
      403,
    );
  });

  it('never starts a program', async () => {
    const body = JSON.stringify(orderOf());
    const started = await ask('/runs', { method: 'POST', headers: bearer(), body });
    expect([started.status, await codeOf(started)]).toEqual([403, 'control.socket']);
    for (const path of ['//runs', '/runs/', '/%72uns', '/runs?x=1', '/./runs']) {
      const answer = await ask(path, { method: 'POST', headers: bearer(), body });
      expect([path, answer.status >= 400]).toEqual([path, true]);
    }
    expect((await own.control.state()).runs).toEqual([]);
  });

  it('is bounded', async () => {
    const body = ' '.repeat(20_000);
    const large = await ask('/runs/tiny/stop', { method: 'POST', headers: bearer(), body });
    expect(large.status).toBe(413);
  });

  it('is answered as the control plane answers it, streams too', async () => {
    await own.control.start(orderOf());
    const events = await all(own.control.events('tiny', { follow: true }));
    const text = await (await ask('/runs/tiny/events', { headers: bearer() })).text();
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(events);
    const body = JSON.stringify({ by: 'ada' });
    const stop = await ask('/runs/tiny/stop', { method: 'POST', headers: bearer(), body });
    expect([stop.status, await codeOf(stop)]).toEqual([409, 'run.over']);
  });

  it('finds no control plane where none runs', async () => {
    await own.close();
    const state = await ask('/state', { headers: bearer() });
    expect(await state.json()).toEqual({ holder: null, runs: [], services: [] });
    expect((await ask('/state')).status).toBe(401);
    const run = await ask('/runs/tiny', { headers: bearer() });
    expect([run.status, await codeOf(run)]).toEqual([503, 'control.absent']);
    await own.open();
  });
});

describe('what Prometheus asks of it', () => {
  const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

  it('needs a token', async () => {
    for (const asked of [{}, as(''), as('no'), as(`${own.folder.metricsToken}0`)]) {
      const response = await askServer('/metrics', asked);
      expect([response.status, await codeOf(response)]).toEqual([401, 'control.token']);
    }
  });

  it('is answered with the token that reads metrics, which is good for nothing else', async () => {
    const { token, metricsToken } = own.folder;
    for (const each of [token, metricsToken]) {
      const response = await askServer('/metrics', as(each));
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
      expect(await response.text()).toContain('gigafactory_build_info{');
    }
    expect((await ask('/state', as(metricsToken))).status).toBe(401);
  });

  it('is told that no control plane runs', async () => {
    await own.close();
    const response = await askServer('/metrics', as(own.folder.metricsToken));
    expect([response.status, await codeOf(response)]).toEqual([503, 'control.absent']);
    await own.open();
  });
});
