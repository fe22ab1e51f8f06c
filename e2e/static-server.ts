import { fileURLToPath } from 'node:url';
import { preview } from 'vite';

/** Serves the built console as any static file server would, without the product's own server. */
export async function serveStatic(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = await preview({
    root: fileURLToPath(new URL('../packages/console', import.meta.url)),
    configFile: false,
    logLevel: 'silent',
    preview: { host: '127.0.0.1', port: 0 },
  });
  const url = server.resolvedUrls?.local[0];
  if (!url) throw new Error('the static server has no address');
  return { url: url.replace(/\/$/, ''), close: () => server.close() };
}
