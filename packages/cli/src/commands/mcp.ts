import { type Command, type Context, EDITS, FILE } from '../command.ts';
import { EXIT, inputError } from '../failure.ts';
import { openServedFile } from '../served-file.ts';
import { CORES } from '../threads.ts';
import { VERSION } from '../version.ts';

export const mcp: Command = {
  name: 'mcp',
  summary: 'Give other assistants the tools of a factory file (Model Context Protocol)',
  operands: [FILE],
  options: EDITS,
  about:
    'Speaks the protocol over standard input and output, so that an assistant starts it: docs/mcp.md has what to configure. Every question of the program is a tool; orders to what runs for real are proposed, never given. The file is read again whenever it has changed. "gigafactory up" serves the same over HTTP, at /mcp. Ends with its input, or with Ctrl-C.',
  run: runMcp,
};

async function runMcp(context: Context): Promise<number> {
  const { io, args } = context;
  if (args.flags.has('json')) {
    throw inputError('usage.value', 'What "gigafactory mcp" prints is JSON-RPC; leave out --json.');
  }
  if (args.operands[0] === '-') {
    throw inputError('usage.operand', 'Standard input is for the protocol here; name a file.');
  }
  const file = await openServedFile(context);
  const { findDocs, serveLines } = await import('@gigafactory/server/mcp');
  const library = findDocs(import.meta.url);
  const stopped = io.stopped();
  const pool = await io.startPool(CORES);
  const server = serveLines(
    {
      ...{ document: file.document, edits: file.edits, typed: file.read().file },
      ...{ run: pool.run, threads: CORES, library, version: VERSION },
    },
    { input: io.stdin, write: (line) => io.stdout.write(line) },
  );
  try {
    await Promise.race([server.ended, stopped, io.stdout.gone]);
  } finally {
    await server.close();
    await pool.close();
  }
  return EXIT.ok;
}
