import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { warmUp } from './api/client.ts';
import { asksToSignIn } from './api/control/signIn.ts';
import { followTokens, takeInvitation, takeToken } from './api/control/token.ts';
import { readDisk } from './api/disk.ts';
import { followScroll } from './app/arrive.ts';
import { Shell } from './app/Shell.tsx';
import { startDisk } from './state/document/disk.ts';
import { startDocuments } from './state/document/session.ts';
import { holdDrops } from './state/earlyDrops.ts';
import { setDisk } from './state/files.ts';
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
  if (asksToSignIn() && !(await isLetIn())) return showSignIn();
  await startDocuments();
  startDisk();
  followKeys();
  followScroll();
  show(<Shell />);
}

/** Whether this browser is signed in; the page comes without the file then, which is asked for. */
async function isLetIn(): Promise<boolean> {
  const file = await readDisk();
  if (file.ok) setDisk(file.value);
  return file.ok;
}

async function showSignIn(): Promise<void> {
  const { SignIn } = await import('./app/SignIn.tsx');
  show(<SignIn invitation={takeInvitation()} />);
}

function show(page: ReactNode): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no element "root"');
  createRoot(root).render(<StrictMode>{page}</StrictMode>);
}
