import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { thirdPartyNotices } from './notices.ts';

const notices = thirdPartyNotices();

export default defineConfig({
  // Relative, so that the built page works under any path of any static file server.
  base: './',
  plugins: [react(), notices.page],
  // 'source' reads core's TypeScript directly: the console needs no built core.
  resolve: { conditions: ['source', 'module', 'browser', 'development|production'] },
  worker: { format: 'es', plugins: notices.worker },
  css: { modules: { generateScopedName: '[name]_[local]_[hash:5]' } },
  build: { target: 'es2023', chunkSizeWarningLimit: 600, reportCompressedSize: true },
});
