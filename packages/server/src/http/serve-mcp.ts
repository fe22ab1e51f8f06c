import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import type { McpParts } from '../mcp/factory-server.ts';
import { onlyLocal, secure } from './guard.ts';
import { listenHere } from './listen.ts';
import { mcpRoutes } from './mcp-routes.ts';
import { refuse } from './refuse.ts';
import type { Served } from './serve.ts';

/**
 * Serves only the tools of a factory file, at `/mcp`, on this machine and to those who have the token. Rejects as `serve`
 * does.
 */
export async function serveMcp(parts: McpParts, token: string, port: number): Promise<Served> {
  const mcp = mcpRoutes(parts, token);
  const app = new Hono();
  app.use(secure, onlyLocal);
  app.route('/mcp', mcp.routes);
  app.notFound((c) => refuse(c, 404, 'http.path', `There is nothing at ${c.req.path}.`));
  app.onError((_, c) => refuse(c, 500, 'http.internal', 'The server failed; this is a bug.'));
  const server = await listenHere(getRequestListener(app.fetch), port);
  return {
    ...{ url: server.url, port: server.port },
    close: async () => {
      const closed = server.stop();
      await mcp.close();
      await closed;
    },
  };
}
