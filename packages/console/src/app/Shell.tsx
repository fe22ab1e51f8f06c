import { type ReactNode, useEffect, useEffectEvent, useState } from 'react';
import { latest, useAsk, warmEdits } from '../api/client.ts';
import { HeadWords } from '../explain/glossary/Words.tsx';
import { redo, undo, useFactory } from '../state/factory.ts';
import { bindKeys, useKey } from '../state/keys.ts';
import { goTo, usePath } from '../state/location.ts';
import { ExplainedContext } from '../ui/Explained.tsx';
import { TipLayer } from '../ui/Tip.tsx';
import { useMedia } from '../ui/useMedia.ts';
import { useRedirects } from './arrive.ts';
import { Content } from './Content.tsx';
import { Context } from './Context.tsx';
import { DiskBanner } from './DiskBanner.tsx';
import { DropAndPaste } from './DropAndPaste.tsx';
import { useDocumentCommands } from './documentCommands.ts';
import { useHandingOn } from './HandOn.tsx';
import { Header, type Overlay } from './Header.tsx';
import { Navigation, PageStrip } from './Navigation.tsx';
import { Overlays, preloadRest } from './Overlays.tsx';
import { PAGES, pageAt } from './pages.ts';
import styles from './Shell.module.css';
import { Toasts } from './Toasts.tsx';
import { useUndoKeys } from './undoKeys.ts';
import { useSaving } from './useSaving.ts';

/** The frame around every page; asks for the plan of the open factory. */
export function Shell(): ReactNode {
  const [overlay, setOverlay] = useState<Overlay>();
  const [said, setSaid] = useState('');
  const factory = useFactory();
  const asked = useAsk('plan', factory.input, { enabled: factory.file.origin !== 'missing' });
  const page = pageAt(usePath());
  const partial = useAsk('partial', factory.input, { enabled: asked.state === 'failed' });
  const part = asked.state === 'failed' && partial.state === 'ready' ? partial.value : undefined;
  const plan = part?.plan ?? latest(asked);
  // Scenario and run stand above the page where the bar has no room for them beside the edits.
  const isTight = useMedia('(max-width: 1599px)');

  useRedirects();
  const save = useSaving(() => setOverlay('save'));
  useKeys(setOverlay);
  useHandingOn(plan, setSaid);
  useDocumentCommands(setOverlay, save);
  useTitle(page?.title, plan?.name);
  useEffect(() => {
    page?.preload();
  }, [page]);
  usePreparing(plan !== undefined);

  const context = <Context page={page} plan={plan} onScenarios={() => setOverlay('scenarios')} />;
  return (
    <ExplainedContext value={HeadWords}>
      <button type="button" className={styles.skip} onClick={skipToContent}>
        Skip to the page
      </button>
      <Announcer page={page?.title} />
      <Header
        status={asked.state === 'loading' ? 'Planning…' : said}
        context={isTight ? null : context}
        onOpen={setOverlay}
        onSave={save}
      />
      <div className={styles.frame} data-alone={page?.isAlone || undefined}>
        <Navigation current={page} />
        <main id="content" className={styles.main} tabIndex={-1}>
          <PageStrip current={page} />
          {isTight ? context : null}
          <DiskBanner onSave={save} />
          <Content {...{ asked, part, page }} onOpen={() => setOverlay('open')} />
        </main>
      </div>
      <Overlays
        open={overlay}
        {...{ plan, page: page?.title }}
        onOpen={setOverlay}
        onClose={() => setOverlay(undefined)}
      />
      <DropAndPaste onOpened={() => setOverlay(undefined)} />
      <Toasts />
      <TipLayer />
    </ExplainedContext>
  );
}

/** Once the first plan is on the screen, has what comes next fetched and compiled. */
function usePreparing(isPlanned: boolean): void {
  const { input } = useFactory();
  const prepare = useEffectEvent(() => {
    preloadRest();
    void warmEdits(input);
  });
  useEffect(() => {
    if (isPlanned) whenIdle(() => prepare());
  }, [isPlanned]);
}

/** Ctrl or Cmd and K, which finds in most programs, also while typing. */
function useFindKey(find: () => void): void {
  const act = useEffectEvent(find);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

/** The keys that work on every page. */
function useKeys(open: (overlay: Overlay) => void): void {
  useKey('/', 'Find', () => open('find'));
  useFindKey(() => open('find'));
  useKey('?', 'This help', () => open('help'));
  useKey('a', 'Ask Grok about this page', () => open('ask'));
  useKey('o', 'Open a file', () => open('open'));
  useKey('k', 'Scenarios, and keep the edits as one', () => open('scenarios'));
  useKey('u', 'Undo the latest change', undo);
  useKey('U', 'Redo it', redo);
  useUndoKeys();
  usePageKeys();
}

/** `g`, then the letter of a page. */
function usePageKeys(): void {
  useEffect(
    () =>
      bindKeys(
        PAGES.map(({ key, title, path }) => ({
          keys: `g ${key}`,
          does: `Go to ${title}`,
          handle: () => goTo(path),
        })),
      ),
    [],
  );
}

/** Announces page changes to screen readers, except the first page. */
function Announcer({ page }: { readonly page: string | undefined }): ReactNode {
  const [first] = useState(page);
  const [hasMoved, setMoved] = useState(false);
  if (page !== first && !hasMoved) setMoved(true);
  return (
    <p className="visually-hidden" aria-live="polite">
      {hasMoved ? `${page ?? 'No such page'} is open` : ''}
    </p>
  );
}

function useTitle(page: string | undefined, factory: string | undefined): void {
  useEffect(() => {
    document.title = [page, factory, 'Gigafactory'].filter(Boolean).join(' · ');
  }, [page, factory]);
}

/** Not a link, because the hash of the address is the page. */
function skipToContent(): void {
  document.getElementById('content')?.focus();
}

function whenIdle(act: () => void): void {
  // Safari has no requestIdleCallback.
  if ('requestIdleCallback' in window) window.requestIdleCallback(act);
  else setTimeout(act, 500);
}
