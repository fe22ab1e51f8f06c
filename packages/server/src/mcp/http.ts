import { randomUUID } from 'node:crypto';
import {
  createMcpHandler,
  isInitializeRequest,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isLegacyRequest,
  legacyStatelessFallback,
  ProtocolErrorCode,
  type Server,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import { type McpParts, mcpServers } from './factory-server.ts';

/** The protocol over HTTP, as a function from request to response. Who mounts it checks host, origin, token and size. */
export interface McpEndpoint {
  readonly fetch: (request: Request) => Promise<Response>;
  /** Ends what is under way. */
  readonly close: () => Promise<void>;
}

/** Clients of one person; the one that was silent longest gives way. */
const MOST_SESSIONS = 64;

/**
 * Serves clients of both kinds: of 2026 with a request at a time, and of 2025 with sessions, because these cancel a call
 * by a message of its own.
 */
export function mcpEndpoint(parts: McpParts): McpEndpoint {
  const make = mcpServers(parts);
  const modern = createMcpHandler(make, { legacy: 'reject' });
  const alone = legacyStatelessFallback(make);
  const sessions = new Sessions(make);
  return {
    fetch: async (request) => {
      const body = request.method === 'POST' ? await bodyOf(request) : { json: undefined };
      if (!body) return refuse(400, ProtocolErrorCode.ParseError, 'The body is no JSON.');
      const parsedBody = body.json;
      const given = { parsedBody };
      if (!(await isLegacyRequest(request, parsedBody))) return modern.fetch(request, given);
      return (await sessions.fetch(request, parsedBody)) ?? alone(request, given);
    },
    close: async () => void (await Promise.all([modern.close(), sessions.close()])),
  };
}

interface Session {
  readonly server: Server;
  readonly transport: WebStandardStreamableHTTPServerTransport;
}

class Sessions {
  readonly #make: () => Server;
  /** In the order of their last use. */
  readonly #sessions = new Map<string, Session>();

  constructor(make: () => Server) {
    this.#make = make;
  }

  /** Undefined for a request that neither has a session nor begins one. */
  async fetch(request: Request, parsedBody: unknown): Promise<Response | undefined> {
    const id = request.headers.get('mcp-session-id');
    const messages = Array.isArray(parsedBody) ? parsedBody : [parsedBody];
    if (id === null) {
      return messages.some(isInitializeRequest) ? this.#begin(request, parsedBody) : undefined;
    }
    const session = this.#sessions.get(id);
    // A client that hears 404 begins anew.
    if (!session) return refuse(404, -32001, 'There is no such session; begin a new one.');
    this.#sessions.delete(id);
    this.#sessions.set(id, session);
    cancelWhenGone(request, session, messages);
    const answer = await session.transport.handleRequest(request, { parsedBody });
    // What is cancelled is never answered: without this its stream would stay open.
    for (const cancelled of messages.flatMap(cancelledBy)) {
      session.transport.closeSSEStream(cancelled);
    }
    return answer;
  }

  async close(): Promise<void> {
    const open = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(open.map(({ server }) => server.close()));
  }

  async #begin(request: Request, parsedBody: unknown): Promise<Response> {
    const server = this.#make();
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => this.#keep(id, { server, transport }),
      onsessionclosed: (id) => void this.#sessions.delete(id),
    });
    await server.connect(transport);
    return transport.handleRequest(request, { parsedBody });
  }

  #keep(id: string, session: Session): void {
    this.#sessions.set(id, session);
    for (const [oldest, { server }] of this.#sessions) {
      if (this.#sessions.size <= MOST_SESSIONS) return;
      this.#sessions.delete(oldest);
      void server.close();
    }
  }
}

/** An answer cannot be fetched later, so that nobody waits for it once the connection is lost. */
function cancelWhenGone(request: Request, { transport }: Session, messages: readonly unknown[]) {
  const gone = () => {
    for (const message of messages) {
      if (!isJSONRPCRequest(message)) continue;
      const params = { requestId: message.id, reason: 'The client has gone.' };
      transport.onmessage?.({ jsonrpc: '2.0', method: 'notifications/cancelled', params });
    }
  };
  request.signal.addEventListener('abort', gone, { once: true });
}

function cancelledBy(message: unknown): (string | number)[] {
  if (!isJSONRPCNotification(message)) return [];
  const id = message.method === 'notifications/cancelled' && message.params?.['requestId'];
  return typeof id === 'string' || typeof id === 'number' ? [id] : [];
}

/** Undefined if it is no JSON. */
async function bodyOf(request: Request): Promise<{ readonly json: unknown } | undefined> {
  try {
    return { json: await request.json() };
  } catch {
    return undefined;
  }
}

function refuse(status: number, code: number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', id: null, error: { code, message } }, { status });
}
