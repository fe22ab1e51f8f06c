import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { etag } from 'hono/etag';
import type { DocumentState, FactoryDocument } from '../document/index.ts';
import type { StateFolder } from '../operate/state-folder.ts';
import type { RunOperation } from '../threads/run.ts';
import { chatRoutes, type LaterAssistant } from './chat-routes.ts';
import { type ConsoleFile, type ConsoleFiles, toFile } from './console-files.ts';
import { controlProxy, metricsRoute, replicaMetrics } from './control-proxy.ts';
import { type Door, requiresPerson } from './door.ts';
import { fileRoutes } from './file-routes.ts';
import { onlyLocal, secure } from './guard.ts';
import type { MountedGateway } from './mounted-gateway.ts';
import type { OperationDescription } from './openapi.ts';
import { operationRoutes } from './operation-routes.ts';
import { refuse } from './refuse.ts';

export interface AppParts {
  readonly operations: Readonly<Record<string, OperationDescription>>;
  readonly run: RunOperation;
  readonly console: ConsoleFiles;
  /** The factory file that the console opens with. */
  readonly file: FactoryDocument;
  /** The state folder whose runs the page may show, and who may enter it; none if it is absent. */
  readonly site?: { readonly folder: StateFolder; readonly door: Door; readonly people: Hono };
  /** Its metrics are told with those of the control plane. */
  readonly gateway?: MountedGateway | undefined;
  /** Whom pages may chat with; none if it is absent. */
  readonly assistant?: LaterAssistant | undefined;
  /** The tools for other assistants; none where there is no token to ask for. */
  readonly mcp?: Hono | undefined;
  /** Whether a service has this server as a replica. */
  readonly isReplica?: boolean | undefined;
}

/** All of the server but the gateway, as a function from request to response. */
export function createApp(parts: AppParts): Hono {
  const { operations, run, console, file, site, gateway, assistant } = parts;
  const { mcp, isReplica = false } = parts;
  const bare = pageOf(console);
  const app = new Hono();
  app.use(secure, onlyLocal);
  // As model servers answer it, so that this server may be a replica of a service.
  app.get('/health', (c) => c.json({ status: 'ok' }));
  // Before what follows: a stream is neither hashed nor held back to be compressed.
  if (isReplica && gateway) app.get('/metrics', replicaMetrics(gateway));
  if (site) {
    const { folder, door, people } = site;
    app.route('/control/people', people);
    if (assistant) app.route('/control/chats', chatRoutes(assistant, door));
    app
      .route('/control', controlProxy(folder, door))
      .get('/metrics', metricsRoute(folder, gateway));
  }
  if (mcp) app.route('/mcp', mcp);
  app.route('/file', fileRoutes(file, site?.door));
  app.use(compress(), etag());
  app.use('/api/*', requiresPerson(site?.door));
  app.route('/api', operationRoutes(operations, run));
  app.get('*', async (c, next) => {
    const path = c.req.path;
    const isPage = path === '/' || path === '/index.html';
    // With the file as it is now: who loads the page again wants what was written meanwhile.
    const found = isPage
      ? toFile(await pageFor(bare, file, site?.door), 'index.html')
      : console.get(path);
    return found ? c.body(found.body, 200, headersOf(found, path)) : next();
  });
  app.notFound((c) => refuse(c, 404, 'http.path', `There is nothing at ${c.req.path}.`));
  app.onError((_, c) => refuse(c, 500, 'http.internal', 'The server failed; this is a bug.'));
  return app;
}

function pageOf(console: ConsoleFiles): string {
  const page = console.get('/index.html');
  if (!page) throw new Error('the console has no index.html');
  return new TextDecoder().decode(page.body);
}

/** The page with the file; where people sign in, without it: a page is loaded before anybody can be known by more than a cookie. */
async function pageFor(bare: string, file: FactoryDocument, door: Door | undefined) {
  if (!door?.people()) return withFile(bare, await file.refresh());
  const block = '<meta name="gigafactory-people" content="sign in">';
  return bare.replace('</head>', () => `${block}</head>`);
}

/**
 * The console's page with the factory file in it, inside a data block, which browsers never execute; `<` is
 * escaped so that no text can end the block.
 */
function withFile(page: string, { name, ...state }: DocumentState): string {
  if (!page.includes('</head>')) throw new Error('the console has no </head> in its index.html');
  const json = JSON.stringify({ file: name, ...state }).replaceAll('<', '\\u003c');
  const block = `<script type="application/json" id="gigafactory-file">${json}</script>`;
  // A function, because the text may contain `$&`, which a replacement string would expand.
  return page.replace('</head>', () => `${block}</head>`);
}

/** Vite puts a hash of the content into the name of every file in assets/. */
function headersOf(file: ConsoleFile, path: string): Record<string, string> {
  const forever = path.startsWith('/assets/');
  return {
    'content-type': file.type,
    'cache-control': forever ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: file.etag,
  };
}
