import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { failed, ok, type Result } from '@gigafactory/core/base';

export interface ConsoleFile {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
}

/** Every file of the built console by its path in the URL (`/assets/index-3f2a.js`). */
export type ConsoleFiles = ReadonlyMap<string, ConsoleFile>;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/**
 * The folder of the built console as installed next to the module `from` (its `import.meta.url`). Problem:
 * `console.missing`.
 */
export function findConsole(from: string): Result<string> {
  try {
    return ok(dirname(createRequire(from).resolve('@gigafactory/console/dist/index.html')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    const message = 'The console is not built; run "npm run build" in the workspace.';
    return failed({ code: 'console.missing', message });
  }
}

/** Reads the whole console once. Exactly these files are served: no path of a request ever reaches the disk. */
export function readConsole(folder: string): ConsoleFiles {
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => TYPES[extname(path)] !== undefined)
      .map((path) => [urlPath(folder, path), toFile(readFileSync(path), path)]),
  );
}

/** A file as it is served; its type follows from its name. */
export function toFile(content: Uint8Array | string, name: string): ConsoleFile {
  const etag = `"${createHash('sha256').update(content).digest('hex').slice(0, 16)}"`;
  return { body: new Uint8Array(Buffer.from(content)), type: TYPES[extname(name)]!, etag };
}

function urlPath(folder: string, path: string): string {
  return path.slice(folder.length).replaceAll('\\', '/');
}
