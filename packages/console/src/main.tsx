import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { warmUp } from './api/client.ts';
import { followTokens, takeToken } from './api/control/token.ts';
import { followScroll } from './app/arrive.ts';
import { Shell } from './app/Shell.tsx';
import { startDisk } from './state/document/disk.ts';
import { startDocuments } from './state/document/session.ts';
import { holdDrops } from './state/earlyDrops.ts';
import { followKeys } from './state/keys.ts';
import { followTheme } from './state/theme.ts';
import './ui/base.css';

holdDrops();
takeToken();
followTokens();
warmUp();
followTheme();
void start();

/** Not awaited by the module itself: what is loaded while it starts imports from the same file, and would wait for its end. */
async function start(): Promise<void> {
  await startDocuments();
  startDisk();
  followKeys();
  followScroll();
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no element "root"');
  createRoot(root).render(
    <StrictMode>
      <Shell />
    </StrictMode>,
  );
}
