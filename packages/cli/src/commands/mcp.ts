import { Readable } from 'node:stream';
import type { McpParts } from '@gigafactory/server/mcp';
import { type Command, type Context, EDITS, FILE } from '../command.ts';
import { EXIT, InputError, inputError } from '../failure.ts';
import { movedFrom, onPort } from '../on-port.ts';
import { openServedFile } from '../served-file.ts';
import { CORES } from '../threads.ts';
import { VERSION } from '../version.ts';
import { print } from './print.ts';

export const mcp: Command = {
  name: 'mcp',
  summary: 'Give other assistants the tools of a factory file (Model Context Protocol)',
  operands: [FILE],
  options: {
    port: {
      kind: 'integer',
      value: 'N',
      summary: 'Serve it over HTTP instead, on this port or the next free one',
      most: 65_535,
    },
    ...EDITS,
  },
  about:
    'Speaks the protocol over standard input and output, so that an assistant starts it: docs/mcp.md has what to configure. Every question of the program is a tool; orders to what runs for real are proposed, never given. The file is read again whenever it has changed. "gigafactory up" serves the same over HTTP, at /mcp. Ends with its input, or with Ctrl-C.',
  run: runMcp,
};

async function runMcp(context: Context): Promise<number> {
  const { io, args } = context;
  const { port } = args.numbers;
  if (port === undefined) refuseForLines(context);
  const file = await openServedFile(context);
  const { findDocs } = await import('@gigafactory/server/mcp');
  const stopped = io.stopped();
  const pool = await io.startPool(CORES);
  const named = args.operands[0] === '-' ? {} : { typed: file.read().file };
  const parts: McpParts = {
    ...{ document: file.document, edits: file.edits, ...named },
    ...{ run: pool.run, threads: CORES, library: findDocs(import.meta.url), version: VERSION },
  };
  try {
    if (port === undefined) await talk(context, parts, stopped);
    else await serve(context, parts, port, stopped);
  } finally {
    await pool.close();
  }
  return EXIT.ok;
}

/** What cannot be where standard input and output are for the protocol. */
function refuseForLines({ args }: Context): void {
  if (args.flags.has('json')) {
    throw inputError('usage.value', 'What "gigafactory mcp" prints is JSON-RPC; leave out --json.');
  }
  if (args.operands[0] !== '-') return;
  throw inputError('usage.operand', 'Standard input is for the protocol here; name a file.');
}

async function talk({ io }: Context, parts: McpParts, stopped: Promise<unknown>): Promise<void> {
  const { serveLines } = await import('@gigafactory/server/mcp');
  const write = (line: string) => io.stdout.write(line);
  const server = serveLines(parts, { input: io.stdin, write });
  try {
    await Promise.race([server.ended, stopped, io.stdout.gone]);
  } finally {
    await server.close();
    // An input that is still open would keep the program running after it was told to stop.
    if (io.stdin instanceof Readable) io.stdin.destroy();
  }
}

async function serve(
  context: Context,
  parts: McpParts,
  port: number,
  stopped: Promise<unknown>,
): Promise<void> {
  const { serveMcp } = await import('@gigafactory/server/http');
  const { openStateFolder, stateHome } = await import('@gigafactory/server/state');
  const folder = openStateFolder(stateHome(context.io.env));
  if (!folder.ok) throw new InputError(folder.problems);
  const { home, token } = folder.value;
  const served = await onPort(port, () => serveMcp(parts, token, port));
  try {
    const url = `${served.url}mcp`;
    print(context, { url, tokenFile: `${home}/token` }, () => [
      ...movedFrom(port, served.port),
      `MCP: ${url}  (Ctrl-C stops it)`,
      `It needs the token that stands in ${home}/token, as "Authorization: Bearer …".`,
    ]);
    await stopped;
  } finally {
    await served.close();
  }
}
