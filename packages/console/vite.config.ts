import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { documents } from './docs.ts';
import { thirdPartyNotices } from './notices.ts';

const notices = thirdPartyNotices();

/** What a visit begins with: the frame, and the page that an address without a page opens. */
const FIRST = ['src/main.tsx', 'src/pages/overview/OverviewPage.tsx'];
/**
 * What the doors of core lead to as well, and no first page uses: the bundler says what a module imports, and not which
 * part of a door it means.
 */
const LATER = new RegExp(
  [
    'node_modules/yaml',
    'core/src/(twin|control|model/memory|study/(scenario|lives)|plan/headlines)',
    'core/src/base/(portable|student|quantity)',
  ].join('|'),
);

interface Graph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/**
 * Puts all that the first page needs into one file: some sixty small ones, of which many pages share a few each, are
 * compressed worse and asked for one by one.
 */
function firstPage(): (id: string, graph: Graph) => string | null {
  let needed: ReadonlySet<string> | undefined;
  return (id, graph) => {
    needed ??= neededBy(
      FIRST.map((path) => fileURLToPath(new URL(path, import.meta.url))),
      graph,
    );
    return needed.has(id) ? 'first' : null;
  };
}

/** Modules and all that they import before they run. */
function neededBy(modules: readonly string[], graph: Graph): ReadonlySet<string> {
  const needed = new Set(modules);
  for (const id of needed) {
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) {
      if (!LATER.test(imported)) needed.add(imported);
    }
  }
  return needed;
}

export default defineConfig({
  // Relative, so that the built page works under any path of any static file server.
  base: './',
  plugins: [react(), notices.page, documents()],
  // 'source' reads core's TypeScript directly: the console needs no built core.
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  worker: { format: 'es', plugins: notices.worker },
  css: { modules: { generateScopedName: '[name]_[local]_[hash:5]' } },
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 600,
    reportCompressedSize: true,
    rolldownOptions: {
      output: {
        codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: firstPage() }] },
      },
    },
  },
});
