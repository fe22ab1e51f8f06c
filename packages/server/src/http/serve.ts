import { availableParallelism } from 'node:os';
import { inputSchema, OPERATIONS, type OperationName, outputSchema } from '@gigafactory/core/api';
import { failed } from '@gigafactory/core/base';
import { getRequestListener } from '@hono/node-server';
import type { FactoryDocument } from '../document/index.ts';
import type { McpParts } from '../mcp/factory-server.ts';
import { openLibrary } from '../mcp/library.ts';
import type { StateFolder } from '../operate/state-folder.ts';
import { PeopleOf } from '../people/index.ts';
import type { RunOperation } from '../threads/run.ts';
import { createWorkerLanes } from '../threads/worker-lanes.ts';
import { createApp } from './app.ts';
import type { LaterAssistant } from './chat-routes.ts';
import { readConsole } from './console-files.ts';
import { Door } from './door.ts';
import { listenHere } from './listen.ts';
import { type McpRoutes, mcpRoutes } from './mcp-routes.ts';
import { type MountedGateway, withGateway } from './mounted-gateway.ts';
import type { OperationDescription } from './openapi.ts';
import { type PeopleBooks, peopleRoutes } from './people-routes.ts';
import { sweepRemoved } from './sweep-removed.ts';

export interface ServeOptions {
  /** The factory file that the console opens with, and may save. */
  readonly file: FactoryDocument;
  /** The folder of the built console, as returned by `findConsole`. */
  readonly console: string;
  /** If it is in use, the next free one of the following 20 is taken; 0 takes any. */
  readonly port: number;
  /** The state folder whose runs the page may show to those who have its token. */
  readonly folder?: StateFolder;
  /** What the tools for other assistants are told beside the file; they are served where there is a state folder. */
  readonly mcp?: Pick<McpParts, 'edits' | 'typed' | 'version'>;
  /** Answers below `/v1/`; it is closed with the server. */
  readonly gateway?: MountedGateway;
  /** Whom pages may chat with; it is closed with the server. */
  readonly assistant?: LaterAssistant;
  /** The people of the state folder. */
  readonly accounts?: PeopleOf;
  /** What is known of what people use; nothing where it is absent. */
  readonly peopleBooks?: PeopleBooks;
  /** Whether a service has this server as a replica: its load is told to anyone, as that of any model server. */
  readonly isReplica?: boolean;
  /** Runs the operations; by default on worker threads. */
  readonly run?: RunOperation;
}

export interface Served {
  /** `http://127.0.0.1:4600/`. */
  readonly url: string;
  readonly port: number;
  /** Accepts no new requests, gives those under way a moment, and stops. */
  close(): Promise<void>;
}

const LIMIT_MS = 120_000;

/**
 * Serves the console and the API on this machine only. Rejects with the system's error (`EADDRINUSE`,
 * `EACCES`) if no port is available.
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { file, console, port, folder, gateway, assistant, isReplica } = options;
  const files = readConsole(console);
  const threads = Math.min(4, availableParallelism());
  const pool = createWorkerLanes({ size: threads, limitMs: LIMIT_MS });
  const run = options.run ?? pool.run;
  const operations = describeOperations();
  const mcp = openMcp(options, { run, threads });
  const site = folder && openSite(folder, options);
  const app = createApp({
    ...{ operations, run, console: files, file, gateway },
    ...(site ? { site } : {}),
    ...{ assistant, mcp: mcp?.routes, isReplica },
  });
  const server = await listenHere(withGateway(gateway, getRequestListener(app.fetch)), port);
  return {
    ...{ url: server.url, port: server.port },
    close: async () => {
      const closed = server.stop();
      await site?.close();
      await assistant?.close();
      await Promise.all([gateway?.close(), mcp?.close()]);
      await pool.close();
      await closed;
    },
  };
}

/** Who may enter a state folder, and the routes by which people do. */
function openSite(
  folder: StateFolder,
  { accounts = new PeopleOf(folder), assistant, peopleBooks = NO_BOOKS }: ServeOptions,
) {
  const door = new Door(folder, accounts);
  const stop = assistant ? sweepRemoved(accounts, assistant) : async () => {};
  const close = async (): Promise<void> => {
    await stop();
    accounts.close();
  };
  return { folder, door, people: peopleRoutes(door, peopleBooks), close };
}

const NO_BOOKS: PeopleBooks = {
  standing: async () => undefined,
  usage: async () => failed({ code: 'people.books', message: 'No books are kept here.' }),
};

/** The tools for other assistants; undefined without a token to ask for, or if nobody wants them. */
function openMcp(
  { file, console, folder, mcp }: ServeOptions,
  workers: Pick<McpParts, 'run' | 'threads'>,
): McpRoutes | undefined {
  if (!folder || !mcp) return undefined;
  const library = openLibrary(console);
  return mcpRoutes({ document: file, library, ...mcp, ...workers }, folder.token);
}

/** Every operation of the core's contract, for the router and for the OpenAPI document, which alone reads the schemas. */
function describeOperations(): Readonly<Record<string, OperationDescription>> {
  const names = Object.keys(OPERATIONS) as OperationName[];
  return Object.fromEntries(
    names.map((name) => {
      const { kind, summary } = OPERATIONS[name];
      const description = {
        ...{ kind, summary },
        get input() {
          return inputSchema(name);
        },
        get output() {
          return outputSchema(name);
        },
      };
      return [name, description];
    }),
  );
}
