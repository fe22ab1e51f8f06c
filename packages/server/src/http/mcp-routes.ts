import { Hono } from 'hono';
import type { McpEndpoint, McpParts } from '../mcp/index.ts';
import { hasToken, limitBody } from './guard.ts';
import { refuse } from './refuse.ts';

/** The protocol for other assistants, and how to end it. */
export interface McpRoutes {
  readonly routes: Hono;
  readonly close: () => Promise<void>;
}

/**
 * The tools of the factory file for other assistants, at one address, for those who have the token. Host and origin are
 * checked by who mounts it. Loaded with the first request: most pages are opened by people.
 */
export function mcpRoutes(parts: McpParts, token: string): McpRoutes {
  let loading: Promise<McpEndpoint> | undefined;
  const load = () => {
    loading ??= import('../mcp/index.ts').then(({ mcpEndpoint }) => mcpEndpoint(parts));
    return loading;
  };
  const routes = new Hono();
  routes.use(async (c, next) => {
    if (hasToken(c, token)) return next();
    c.header('www-authenticate', 'Bearer');
    const message =
      'The tools need the token of the state folder: docs/mcp.md says how an assistant is given it.';
    return refuse(c, 401, 'mcp.token', message);
  });
  routes.all('/', limitBody, async (c) => (await load()).fetch(c.req.raw));
  return { routes, close: async () => (await loading)?.close() };
}
