import { type ReactNode, Suspense } from 'react';
import type { Plan } from '../api/types.ts';
import { useWhy, useWhyOf } from '../state/why.ts';
import { preloadable } from '../ui/preloadable.tsx';
import type { Overlay } from './Header.tsx';
import { PAGES } from './pages.ts';

const Find = preloadable(async () => (await import('./Find.tsx')).Find);
const Help = preloadable(async () => (await import('./Help.tsx')).Help);
const OpenFile = preloadable(async () => (await import('./OpenFile.tsx')).OpenFile);
const Scenarios = preloadable(async () => (await import('./scenarios/Scenarios.tsx')).Scenarios);
const NewFactory = preloadable(async () => (await import('./NewFactory.tsx')).NewFactory);
const SaveFile = preloadable(async () => (await import('./SaveFile.tsx')).SaveFile);
const History = preloadable(async () => (await import('./History.tsx')).History);
const AskPanel = preloadable(async () => (await import('../pages/grok/AskPanel.tsx')).AskPanel);
const Explanation = preloadable(
  async () => (await import('../explain/Explanation.tsx')).Explanation,
);

/** Fetches what a key or a click may open, once the first page is rendered. */
export function preloadRest(): void {
  for (const part of [Explanation, Find, Help, OpenFile, Scenarios, ...PAGES]) part.preload();
}

interface OverlaysProps {
  readonly open: Overlay | undefined;
  readonly plan: Plan | undefined;
  /** Title of the page. */
  readonly page: string | undefined;
  readonly onOpen: (overlay: Overlay) => void;
  readonly onClose: () => void;
}

/** What opens over the page. */
export function Overlays({ open, plan, page, onOpen, onClose }: OverlaysProps): ReactNode {
  return (
    <Suspense>
      {open === 'find' ? <Find.Component plan={plan} onClose={onClose} /> : null}
      {open === 'help' ? <Help.Component onClose={onClose} /> : null}
      {open === 'scenarios' ? <Scenarios.Component onClose={onClose} /> : null}
      {open === 'open' ? <OpenFile.Component onOpen={onOpen} onClose={onClose} /> : null}
      {open === 'new' ? <NewFactory.Component onClose={onClose} /> : null}
      {open === 'save' ? <SaveFile.Component onClose={onClose} /> : null}
      {open === 'ask' ? <AskPanel.Component page={page} onClose={onClose} /> : null}
      {open === 'history' ? <History.Component onClose={onClose} /> : null}
    </Suspense>
  );
}

/** The derivation of the figure in the address; a figure of an answer is explained beside the answer. */
export function OpenExplanation(): ReactNode {
  const of = useWhyOf();
  if (useWhy() === undefined || of !== undefined) return null;
  return (
    <Suspense>
      <Explanation.Component />
    </Suspense>
  );
}
