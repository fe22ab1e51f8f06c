import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { thirdPartyNotices } from './notices.ts';

const notices = thirdPartyNotices();

/** What a visit begins with: the frame, and the page that an address without a page opens. */
const FIRST = [/console\/src\/main\.tsx$/, /console\/src\/pages\/overview\/OverviewPage\.tsx$/];

interface Graph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/**
 * Puts all that the first page needs into one file: some sixty small ones, of which many pages share a few each, are
 * compressed worse and asked for one by one.
 */
function firstPage(): (id: string, graph: Graph) => string | null {
  const needed = new Set<string>();
  const need = (id: string, graph: Graph): void => {
    if (needed.has(id)) return;
    needed.add(id);
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) need(imported, graph);
  };
  return (id, graph) => {
    if (FIRST.some((first) => first.test(id))) need(id, graph);
    return needed.has(id) ? 'first' : null;
  };
}

export default defineConfig({
  // Relative, so that the built page works under any path of any static file server.
  base: './',
  plugins: [react(), notices.page],
  // 'source' reads core's TypeScript directly: the console needs no built core.
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  worker: { format: 'es', plugins: notices.worker },
  css: { modules: { generateScopedName: '[name]_[local]_[hash:5]' } },
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 600,
    reportCompressedSize: true,
    rolldownOptions: { output: { advancedChunks: { groups: [{ name: firstPage() }] } } },
  },
});
