import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PlaneFixture } from '../operate/plane.fixture.ts';
import { createApp } from './app.ts';
import { toFile } from './console-files.ts';

let own: PlaneFixture;

beforeEach(async () => {
  own = new PlaneFixture();
  await own.open();
});

afterEach(() => own.dispose());

const METRICS = '# TYPE gigafactory_gateway_streams gauge\ngigafactory_gateway_streams 0\n';

/** What `up` answers with a gateway that says what it was asked. */
function ask(path: string, headers: Record<string, string> = {}): Promise<Response> {
  const app = createApp({
    operations: {},
    run: async () => {
      throw new Error('no operation is asked for');
    },
    console: new Map([['/index.html', toFile('<head></head>', 'index.html')]]),
    file: { name: 'a.yaml', text: '' },
    folder: own.folder,
    gateway: {
      fetch: async ({ method, url }) =>
        new Response(`${method} ${new URL(url).pathname}`, {
          headers: { 'content-type': 'text/event-stream' },
        }),
      metrics: async () => METRICS,
      close: async () => {},
    },
  });
  const all = { host: '127.0.0.1:4600', ...headers };
  return Promise.resolve(app.request(`http://127.0.0.1:4600${path}`, { headers: all }));
}

describe('a gateway under the server of up', () => {
  it('is not asked for what comes from another page or under another name', async () => {
    for (const headers of [{ host: 'evil.example' }, { origin: 'http://evil.example' }]) {
      const refused = await ask('/v1/models', headers);
      expect(refused.status).toBe(403);
      expect(await refused.json()).toMatchObject({
        error: { type: 'invalid_request_error', param: null },
      });
    }
  });

  it('answers below /v1/, neither compressed nor hashed', async () => {
    const answer = await ask('/v1/responses/x', { 'accept-encoding': 'gzip' });
    expect(await answer.text()).toBe('GET /v1/responses/x');
    expect(answer.headers.get('content-encoding')).toBeNull();
    expect(answer.headers.get('etag')).toBeNull();
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await ask('/v2/models')).status).toBe(404);
  });

  it('tells its metrics with those of the control plane, and alone where none runs', async () => {
    const authorization = `Bearer ${own.folder.metricsToken}`;
    expect((await ask('/metrics')).status).toBe(401);
    const both = await (await ask('/metrics', { authorization })).text();
    expect(both).toContain('gigafactory_build_info');
    expect(both.endsWith(METRICS)).toBe(true);
    await own.close();
    const alone = await ask('/metrics', { authorization });
    expect([alone.status, await alone.text()]).toEqual([200, METRICS]);
    expect(alone.headers.get('content-type')).toContain('version=0.0.4');
  });
});
