import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { preview } from 'vite';
import { afterAll, beforeAll } from 'vitest';
import { openPage, startBrowser, type WatchedPage } from './browser.ts';

/** The built console, and a browser to look at it with. */
export interface BuiltConsole {
  readonly browser: Browser;
  /** Its address, without a slash at the end. */
  readonly url: string;
  /** Opens it in a page of its own at an address such as `?file=one-pod#/plan/money`. */
  open(address: string, options?: BrowserContextOptions): Promise<WatchedPage>;
}

/** Serves the built console to the tests of a file as any static file server would, without the product's own. */
export function builtConsole(): BuiltConsole {
  let browser: Browser | undefined;
  let server: Awaited<ReturnType<typeof serveStatic>> | undefined;
  beforeAll(async () => {
    [browser, server] = await Promise.all([startBrowser(), serveStatic()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  return {
    get browser() {
      return browser!;
    },
    get url() {
      return server!.url;
    },
    async open(address, options) {
      const watched = await openPage(this.browser, options);
      await watched.page.goto(`${this.url}/${address}`);
      return watched;
    },
  };
}

async function serveStatic(): Promise<{ readonly url: string; close(): Promise<void> }> {
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
