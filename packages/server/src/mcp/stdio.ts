import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { type McpParts, mcpServers } from './factory-server.ts';
import { type Lines, LineTransport } from './line-transport.ts';

/** What is served over lines, until it is closed or its input has ended. */
export interface LineServer {
  /** Resolves once everything is answered and the input has ended, or it was closed. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** Serves the tools of a factory file to one client, over standard input and output or the like. */
export function serveLines(parts: McpParts, lines: Lines): LineServer {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const transport = new LineTransport(lines);
  const handle = serveStdio(mcpServers(parts), { transport });
  const close = transport.onclose;
  transport.onclose = () => {
    close?.();
    end();
  };
  return { ended, close: () => handle.close() };
}
