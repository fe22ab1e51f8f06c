import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type FetchOptions, fetchOutside } from './fetch.ts';

const FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>A</title></channel></rss>';
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** @returns its `host:port` */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function fetched(url: string, options: Partial<FetchOptions> = {}) {
  const { host } = new URL(url);
  const result = await fetchOutside(url, { kinds: ['xml'], allowed: [host], ...options });
  if (result.ok) return { ...result.value, text: result.value.bytes?.toString() };
  return { code: result.problems[0]?.code };
}

/** Serves one answer and fetches it. */
async function answered(
  body: string | Buffer,
  headers: Record<string, string> = {},
  options: Partial<FetchOptions> = {},
) {
  const host = await serve((_, response) => response.writeHead(200, headers).end(body));
  return fetched(`http://${host}/`, options);
}

describe('what is fetched', () => {
  it.each([
    ['', FEED],
    ['gzip', gzipSync(FEED)],
    ['deflate', deflateSync(FEED)],
    ['br', brotliCompressSync(FEED)],
  ])('comes whole, encoded as "%s"', async (encoding, body) => {
    const headers: Record<string, string> = encoding ? { 'content-encoding': encoding } : {};
    expect(await answered(body, { ...headers, etag: '"1"' })).toMatchObject({
      ...{ text: FEED, kind: 'xml', etag: '"1"', hasMoved: false },
    });
  });

  it('is not sent again where it is known, and what moved for good is told', async () => {
    const heard: unknown[] = [];
    const host = await serve((request, response) => {
      heard.push(request.headers['if-none-match'], request.headers['if-modified-since']);
      if (request.url === '/old') response.writeHead(301, { location: '/new' }).end();
      else response.writeHead(304).end();
    });
    const known = { etag: '"1"', modified: 'Tue, 01 Dec 2026 00:00:00 GMT' };
    expect(await fetched(`http://${host}/old`, { known })).toMatchObject({
      ...{ bytes: undefined, hasMoved: true, url: `http://${host}/new` },
    });
    expect(heard).toEqual(Object.values({ ...known, a: known.etag, b: known.modified }));
  });

  it('is of the kind that its bytes say, whatever its type', async () => {
    const xml = { 'content-type': 'application/rss+xml' };
    expect(await answered('<!DOCTYPE html><p>', xml)).toEqual({ code: 'fetch.kind' });
    expect(await answered('\x89PNG\r\n', xml)).toEqual({ code: 'fetch.kind' });
    expect(await answered('{"a":1}', xml)).toEqual({ code: 'fetch.kind' });
    expect(await answered(FEED, { 'content-type': 'image/png' })).toMatchObject({ text: FEED });
  });
});

describe('whoever answers', () => {
  it('is asked by the address that was checked, and its name is found once', async () => {
    const host = await serve((_, response) => response.end(FEED));
    const port = host.split(':')[1];
    const asked: string[] = [];
    const resolve = async (name: string) => {
      asked.push(name);
      return [{ address: asked.length > 1 ? '10.0.0.1' : '127.0.0.1', family: 4 }];
    };
    const name = `feeds.example:${port}`;
    expect(await fetched(`http://${name}/`, { resolve })).toMatchObject({ text: FEED });
    expect(asked).toEqual(['feeds.example']);
  });

  it.each([
    [['127.0.0.1']],
    [['8.8.8.8', '127.0.0.1']],
    [['::ffff:127.0.0.1']],
    [['169.254.169.254']],
    [['fd00::1']],
  ])('is nobody behind a name for %j', async (addresses) => {
    const resolve = async () =>
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const result = await fetchOutside('http://rebind.example.org/', { kinds: ['xml'], resolve });
    expect(result).toMatchObject({ ok: false, problems: [{ code: 'fetch.host' }] });
  });

  it('is nobody without an address', async () => {
    const none = { kinds: ['xml'] as const, resolve: async () => [] };
    const lost = { ...none, resolve: () => Promise.reject(new Error('ENOTFOUND')) };
    for (const options of [none, lost]) {
      const result = await fetchOutside('http://gone.example.org/', options);
      expect(result).toMatchObject({ ok: false, problems: [{ code: 'fetch.dns' }] });
    }
  });

  it('does not lead to what could not have been named', async () => {
    let secret = 0;
    const inner = await serve((_, response) => {
      secret++;
      response.end(FEED);
    });
    const port = inner.split(':')[1];
    const cases = [
      [`http://${inner}/`, 'fetch.port'],
      [`http://2130706433:${port}/`, 'fetch.port'],
      ['http://127.0.0.1/', 'fetch.host'],
      ['http://0x7f.1/', 'fetch.host'],
      ['http://[::1]/', 'fetch.host'],
      ['http://169.254.169.254/latest/', 'fetch.host'],
      ['//127.0.0.1/', 'fetch.host'],
      ['file:///etc/passwd', 'fetch.protocol'],
      ['http://a:b@example.org/', 'fetch.credentials'],
      ['gopher://127.0.0.1:6379/_FLUSHALL', 'fetch.protocol'],
      ['http://', 'fetch.redirect'],
    ] as const;
    for (const [location, code] of cases) {
      const host = await serve((_, response) => response.writeHead(302, { location }).end());
      expect(await fetched(`http://${host}/`), location).toEqual({ code });
    }
    expect(secret).toBe(0);
  });

  it('does not lead into an allowance from outside of it', async () => {
    let secret = 0;
    const inner = await serve((_, response) => {
      secret++;
      response.end(FEED);
    });
    const outer = await serve((_, response) =>
      response.writeHead(302, { location: `http://${inner}/` }).end(),
    );
    // Both may be asked by name, and the one by way of the other.
    expect(await fetched(`http://${outer}/`, { allowed: [outer, inner] })).toMatchObject({
      text: FEED,
    });
    expect(await fetched(`http://${outer}/`, { allowed: [outer] })).toEqual({ code: 'fetch.port' });
    expect(secret).toBe(1);
  });

  it('is followed only so often', async () => {
    let asked = 0;
    const host = await serve((_, response) => {
      asked++;
      response.writeHead(307, { location: `/${asked}` }).end();
    });
    expect(await fetched(`http://${host}/`)).toEqual({ code: 'fetch.redirect' });
    expect(asked).toBe(6);
  });

  it.each([404, 403, 410, 500, 206, 204])('is not believed with %i', async (status) => {
    const host = await serve((_, response) => response.writeHead(status).end(FEED));
    expect(await fetched(`http://${host}/`)).toEqual({ code: 'fetch.status' });
  });
});

describe('limits', () => {
  const limits = { bytes: 10_000 };
  const long = Buffer.from(FEED + ' '.repeat(50_000_000));

  it.each([
    ['gzip', gzipSync(long)],
    ['deflate', deflateSync(long)],
    ['br', brotliCompressSync(long)],
  ])('hold for what %s unfolds to', async (encoding, body) => {
    const found = await answered(
      body,
      { 'content-encoding': encoding },
      { limits: { bytes: 2e5 } },
    );
    expect(found).toEqual({ code: 'fetch.size' });
  });

  it('hold for bodies of a declared length and for those without an end', async () => {
    expect(await answered(FEED + ' '.repeat(20_000), {}, { limits })).toEqual({
      code: 'fetch.size',
    });
    const host = await serve((_, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write(' '.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    });
    expect(await fetched(`http://${host}/`, { limits })).toEqual({ code: 'fetch.size' });
  });

  it.each([
    ['gzip, gzip', gzipSync(gzipSync(FEED)), 'fetch.encoding'],
    ['zstd', Buffer.from(FEED), 'fetch.encoding'],
    ['constructor', Buffer.from(FEED), 'fetch.encoding'],
    ['gzip', Buffer.from(FEED), 'fetch.encoding'],
    ['br', Buffer.from(FEED), 'fetch.encoding'],
    ['gzip', gzipSync(FEED).subarray(0, 40), 'fetch.encoding'],
    ['gzip', gzipSync(gzipSync(FEED)), 'fetch.kind'],
  ])('leave "%s" closed if that is not what it is', async (encoding, body, code) => {
    expect(await answered(body, { 'content-encoding': encoding })).toEqual({ code });
  });

  it('hold for a name, a head and a body that never come', async () => {
    const never = () => new Promise<never>(() => {});
    const options = { limits: { headMs: 50, wholeMs: 10_000 }, resolve: never };
    expect(await fetched('http://slow.example:80/', options)).toEqual({ code: 'fetch.time' });
    const silent = await serve(() => {});
    expect(await fetched(`http://${silent}/`, options)).toEqual({ code: 'fetch.time' });
    const host = await serve((_, response) => response.writeHead(200).write('<rss>'));
    const whole = { limits: { wholeMs: 200 } };
    expect(await fetched(`http://${host}/`, whole)).toEqual({ code: 'fetch.time' });
  });

  it('hold for heads that are too long, and for connections that break', async () => {
    expect(await answered(FEED, { 'x-long': 'a'.repeat(40_000) })).toEqual({
      code: 'fetch.connect',
    });
    const host = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '900' });
      response.write('<rss>', () => response.destroy());
    });
    expect(await fetched(`http://${host}/`)).toEqual({ code: 'fetch.connect' });
  });

  it('end with whoever asked', async () => {
    const stop = new AbortController();
    let isClosed: () => void = () => {};
    const closed = new Promise<void>((resolve) => {
      isClosed = resolve;
    });
    const host = await serve((request, response) => {
      request.on('close', isClosed);
      response.writeHead(200).write('<rss>');
      stop.abort();
    });
    const { signal } = stop;
    expect(await fetched(`http://${host}/`, { signal })).toEqual({ code: 'fetch.stopped' });
    await closed;
    expect(await fetched(`http://${host}/`, { signal })).toEqual({ code: 'fetch.stopped' });
  });
});
