import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { getRequestListener } from '@hono/node-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentOf } from '../document/document.fixture.ts';
import { PlaneFixture } from '../operate/plane.fixture.ts';
import { createApp } from './app.ts';
import { toFile } from './console-files.ts';
import { siteOf } from './door.fixture.ts';
import { laterGateway, type MountedGateway, withGateway } from './mounted-gateway.ts';

let own: PlaneFixture;
let server: Server;

beforeEach(async () => {
  own = new PlaneFixture();
  await own.open();
  await start(false);
});

async function start(isReplica: boolean): Promise<void> {
  const app = createApp({
    operations: {},
    run: async () => {
      throw new Error('no operation is asked for');
    },
    console: new Map([['/index.html', toFile('<head></head>', 'index.html')]]),
    file: await documentOf('a.yaml', ''),
    site: siteOf(own.folder),
    gateway: GATEWAY,
    isReplica,
  });
  server = createServer(withGateway(GATEWAY, getRequestListener(app.fetch)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}

async function stop(): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

afterEach(async () => {
  await stop();
  await own.dispose();
});

const METRICS = '# TYPE gigafactory_gateway_streams gauge\ngigafactory_gateway_streams 0\n';

/** Says what it was asked. */
const GATEWAY: MountedGateway = {
  listener: ({ method, url }, outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'text/event-stream' });
    outgoing.end(`${method} ${url}`);
  },
  metrics: async () => METRICS,
  close: async () => {},
};

interface Answered {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What `up` answers. */
async function ask(path: string, headers: Record<string, string> = {}): Promise<Answered> {
  const { port } = server.address() as AddressInfo;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ port, path, headers, host: '127.0.0.1', agent: false }, resolve)
      .on('error', reject)
      .end();
  });
  const { statusCode: status, headers: told } = answer;
  return { status, headers: told, body: await text(answer) };
}

describe('a gateway under the server of up', () => {
  it('is not asked for what comes from another page or under another name', async () => {
    for (const headers of [{ host: 'evil.example' }, { origin: 'http://evil.example' }]) {
      const refused = await ask('/v1/models', headers);
      expect(refused.status).toBe(403);
      expect(JSON.parse(refused.body)).toMatchObject({
        error: { type: 'invalid_request_error', param: null },
      });
      expect(refused.headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('is well as soon as it answers, like a model server', async () => {
    const answer = await ask('/health');
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { status: 'ok' }]);
    expect((await ask('/health', { host: 'evil.example' })).status).toBe(403);
  });

  it('answers below /v1/, neither compressed nor hashed', async () => {
    const answer = await ask('/v1/responses/x', { 'accept-encoding': 'gzip' });
    expect(answer.body).toBe('GET /v1/responses/x');
    expect(answer.headers).not.toHaveProperty('content-encoding');
    expect(answer.headers).not.toHaveProperty('etag');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect((await ask('/v2/models')).status).toBe(404);
  });

  it('tells its metrics with those of the control plane, and alone where none runs', async () => {
    const authorization = `Bearer ${own.folder.metricsToken}`;
    expect((await ask('/metrics')).status).toBe(401);
    const both = (await ask('/metrics', { authorization })).body;
    expect(both).toContain('gigafactory_build_info');
    expect(both.endsWith(METRICS)).toBe(true);
    await own.close();
    const alone = await ask('/metrics', { authorization });
    expect([alone.status, alone.body]).toEqual([200, METRICS]);
    expect(alone.headers['content-type']).toContain('version=0.0.4');
  });
});

describe('a gateway in a replica of a service', () => {
  it('tells its load to whoever asks, as model servers do, and nothing of the control plane', async () => {
    await stop();
    await start(true);
    const told = await ask('/metrics');
    expect([told.status, told.body]).toEqual([200, METRICS]);
    expect((await ask('/metrics', { host: 'evil.example' })).status).toBe(403);
  });
});

describe('a gateway that is opened later', () => {
  /** Answers by a gateway on a server of its own. */
  async function askOne(gateway: MountedGateway): Promise<Response> {
    const one = createServer(withGateway(gateway, () => {}));
    await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = one.address() as AddressInfo;
      const answer = await fetch(`http://127.0.0.1:${port}/v1/models`);
      return new Response(await answer.text(), { status: answer.status });
    } finally {
      one.closeAllConnections();
      await new Promise((resolve) => one.close(resolve));
    }
  }

  it('says so where it cannot be opened, and rejects whoever opens it', async () => {
    const later = laterGateway(() => Promise.reject(new Error('no such file')));
    const answer = await askOne(later);
    expect([answer.status, (await answer.json()).error.code]).toEqual([503, 'gateway.closed']);
    await expect(later.open()).rejects.toThrow('no such file');
    await later.close();
  });

  it('is opened once, by the first who asks, and closed if it was', async () => {
    const did: string[] = [];
    const gateway = { ...GATEWAY, close: async () => void did.push('close') };
    const later = laterGateway(async () => {
      did.push('open');
      return gateway;
    });
    await later.close();
    expect(await (await askOne(later)).text()).toBe('GET /v1/models');
    expect(await later.metrics()).toBe(METRICS);
    expect(await later.open()).toBe(gateway);
    await later.close();
    expect(did).toEqual(['open', 'close']);
  });
});
