/**
 * The official client of the protocol, in a process of its own: the packages that it needs have sources under the name by
 * which tests read ours. `node mcp-client.mjs stdio PROGRAM FILE` or `http URL TOKEN`; prints what it saw as JSON.
 */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const [how, where, what] = process.argv.slice(2);

function open() {
  if (how === 'stdio') {
    return new StdioClientTransport({ command: process.execPath, args: [where, 'mcp', what] });
  }
  const headers = { authorization: `Bearer ${what}` };
  return new StreamableHTTPClientTransport(new URL(where), { requestInit: { headers } });
}

/** @param {'legacy' | 'auto'} mode */
async function visit(mode) {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  await client.connect(open());
  const { tools } = await client.listTools();
  const { resources } = await client.listResources();
  const call = (name, given, options) => client.callTool({ name, arguments: given }, options);
  const [explained, wrong] = await Promise.all([
    call('explain', { path: 'power.facility' }),
    call('explain', { path: 'power.facilty' }),
  ]);
  const progress = [];
  const lived = await call(
    'twin',
    { lives: 20, days: 5, only: ['lives'] },
    { onprogress: (news) => progress.push(news.progress) },
  );
  const unknown = await call('explian', {}).catch((error) => error.message);
  const stop = new AbortController();
  const raced = call('optimise', { over: ['recovery'], lives: 2000 }, { signal: stop.signal });
  setTimeout(() => stop.abort('enough'), 500);
  const cancelled = await raced.then(
    () => 'answered',
    (error) => String(error?.message ?? error),
  );
  const after = await call('explain', { path: 'fleet.gpus', only: ['note.value'] });
  const version = client.getNegotiatedProtocolVersion();
  const server = client.getServerVersion();
  await client.close();
  const names = tools.map(({ name }) => name);
  const uris = resources.map(({ uri }) => uri);
  return {
    version,
    server,
    names,
    uris,
    explained,
    wrong,
    progress,
    lived,
    unknown,
    cancelled,
    after,
  };
}

process.stdout.write(JSON.stringify([await visit('legacy'), await visit('auto')]));
