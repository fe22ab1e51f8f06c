/** The processes that bench/gateway.bench.mjs measures: `stub`, `proxy PORT` and `gateway HOME`. */
import { Agent, createServer, request } from 'node:http';
import { createStub } from './raw-http.mjs';

const [role, given = ''] = process.argv.slice(2);
if (role === 'stub') listen(createStub());
else if (role === 'proxy') listen(createProxy(Number(given)));
else await beGateway(given);
process.on('message', (asked) => {
  if (asked === 'cpu') process.send?.(process.cpuUsage());
  if (asked === 'memory') tellMemory();
});

/** @param {import('node:net').Server} server */
function listen(server) {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object') process.send?.(address?.port);
  });
}

/** Of what is still needed once connections are closed: what waits for a collection to be let go goes with the next. */
async function tellMemory() {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  for (let time = 0; time < 3; time++) globalThis.gc?.();
  process.send?.(process.memoryUsage());
}

/** Hands on what it is sent, and what comes back. @param {number} port of the stub */
function createProxy(port) {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  return createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const to = { host: '127.0.0.1', port, method, path: url, headers, agent };
    const sent = request(to, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    sent.on('error', () => outgoing.destroy());
    outgoing.on('close', () => {
      if (!outgoing.writableFinished) sent.destroy();
    });
    incoming.pipe(sent);
  });
}

/** @param {string} home */
async function beGateway(home) {
  const { openGateway } = await import('@gigafactory/grok/gateway');
  const { openBooks } = await import('@gigafactory/server');
  const { openStateFolder } = await import('@gigafactory/server/state');
  const folder = openStateFolder(home);
  if (!folder.ok) throw new Error(folder.problems[0]?.message);
  const books = await openBooks(folder.value);
  const opened = await openGateway({
    ...{ home, upstreams: [], env: {}, isLocal: true, warn: console.error },
    ...(books.ok ? { books: books.value } : {}),
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  const server = createServer(opened.value.listener);
  listen(server);
  process.on('message', async (asked) => {
    if (asked !== 'end') return;
    server.closeAllConnections();
    await opened.value.close();
    process.exit(0);
  });
}
