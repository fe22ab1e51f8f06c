import { type ReactNode, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { latest, useAsk } from '../api/client.ts';
import { undoEdit, useFactory } from '../state/factory.ts';
import { useKey } from '../state/keys.ts';
import { TipLayer } from '../ui/Tip.tsx';
import { Content } from './Content.tsx';
import { Header, type Overlay } from './Header.tsx';
import { Navigation } from './Navigation.tsx';
import { Overlays, preloadRest } from './Overlays.tsx';
import { PAGES, pageAt } from './pages.ts';
import styles from './Shell.module.css';

/** The frame around every page; asks for the plan of the open factory. */
export function Shell(): ReactNode {
  const [overlay, setOverlay] = useState<Overlay>();
  const [location, navigate] = useLocation();
  const factory = useFactory();
  const asked = useAsk('plan', factory.input, { enabled: factory.file.text !== '' });
  const page = pageAt(location);
  const plan = latest(asked);

  useKey('/', 'Find a figure or a page', () => setOverlay('find'));
  useKey('?', 'This help', () => setOverlay('help'));
  useKey('o', 'Open a file', () => setOverlay('open'));
  useKey('u', 'Undo the latest edit', undoEdit);
  usePageKeys(navigate);
  useTitle(page?.title, plan?.name);
  useEffect(() => {
    page?.preload();
  }, [page]);
  const isPlanned = plan !== undefined;
  useEffect(() => {
    if (isPlanned) whenIdle(preloadRest);
  }, [isPlanned]);

  return (
    <>
      <button type="button" className={styles.skip} onClick={skipToContent}>
        Skip to the page
      </button>
      <Header status={asked.state === 'loading' ? 'Planning…' : ''} onOpen={setOverlay} />
      <div className={styles.frame}>
        <Navigation current={page} />
        <main id="content" className={styles.main} tabIndex={-1}>
          <Content asked={asked} page={page} onOpen={() => setOverlay('open')} />
        </main>
      </div>
      <Overlays open={overlay} plan={plan} onClose={() => setOverlay(undefined)} />
      <TipLayer />
    </>
  );
}

/** `1` to `5`, one binding for the help and each page. */
function usePageKeys(navigate: (path: string) => void): void {
  const [first, second, third, fourth, fifth] = PAGES;
  useKey('1', first?.title ?? '', () => navigate(first?.path ?? '/'));
  useKey('2', second?.title ?? '', () => navigate(second?.path ?? '/'));
  useKey('3', third?.title ?? '', () => navigate(third?.path ?? '/'));
  useKey('4', fourth?.title ?? '', () => navigate(fourth?.path ?? '/'));
  useKey('5', fifth?.title ?? '', () => navigate(fifth?.path ?? '/'));
}

function useTitle(page: string | undefined, factory: string | undefined): void {
  useEffect(() => {
    document.title = [page, factory, 'Gigafactory'].filter(Boolean).join(' · ');
  }, [page, factory]);
}

/** Not by a link: the hash of the address is the page. */
function skipToContent(): void {
  document.getElementById('content')?.focus();
}

function whenIdle(act: () => void): void {
  // Safari has no requestIdleCallback.
  if ('requestIdleCallback' in window) window.requestIdleCallback(act);
  else setTimeout(act, 500);
}
