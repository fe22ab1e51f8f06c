import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { documentOf } from '../../packages/server/src/document/document.fixture.ts';
import { createApp } from '../../packages/server/src/http/app.ts';
import { toFile } from '../../packages/server/src/http/console-files.ts';
import { siteOf } from '../../packages/server/src/http/door.fixture.ts';
import { orderOf, PlaneFixture, until } from '../../packages/server/src/operate/plane.fixture.ts';
import { IS_SYSTEM } from './needed.mjs';
import { prometheusPrograms, startPrometheus } from './prometheus.mjs';

let own: PlaneFixture;

beforeEach(async () => {
  own = new PlaneFixture();
  await own.open();
  own.engines.trains = false;
  const started = await own.control.start(orderOf());
  if (!started.ok) throw new Error(started.problems[0]!.message);
});
afterEach(() => own.dispose());

describe.runIf(IS_SYSTEM)('the metrics of a control plane', () => {
  it('are what promtool expects of a text, of names and of units', async () => {
    const program = join(prometheusPrograms(), 'promtool');
    const input = await own.plane.metrics.text();
    const { status, stdout, stderr } = spawnSync(program, ['check', 'metrics'], {
      input,
      encoding: 'utf8',
    });
    // What Node says of itself has names of its own.
    const remarks = `${stdout}${stderr}`.split('\n').filter((line) => /^gigafactory/.test(line));
    expect(remarks).toEqual([]);
    expect([0, 3]).toContain(status);
  });

  it('are scraped by Prometheus with the token for metrics, and answer its queries', async () => {
    const app = createApp({
      operations: {},
      run: () => Promise.reject(new Error('no operation is asked for')),
      console: new Map([['/index.html', toFile('<head></head>', 'index.html')]]),
      file: await documentOf('a.yaml', ''),
      site: siteOf(own.folder),
    });
    const server = createServer(async ({ url, headers }, response) => {
      const { host = '', authorization = '' } = headers;
      const asked = { headers: { host, authorization } };
      const answer = await app.request(`http://${host}${url}`, asked);
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(await answer.text());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const prometheus = await startPrometheus({ port, token: own.folder.metricsToken });
    const latest = async (query: string) => (await prometheus.query(query))[0]?.value;
    await until(async () => (await latest('up{job="gigafactory"}')) === 1);
    expect(await latest('gigafactory_run_state{run="tiny",state="active"}')).toBe(1);
    expect(await latest('sum by (run) (gigafactory_nodes)')).toBe(3);
    const slow = 'histogram_quantile(0.99, gigafactory_journal_commit_seconds_bucket)';
    expect(await latest(slow)).toBeGreaterThan(0);
    expect(
      await latest('time() - gigafactory_control_plane_start_time_seconds < 600'),
    ).toBeDefined();
    await prometheus.dispose();
    server.close();
    server.closeAllConnections();
  });
});
