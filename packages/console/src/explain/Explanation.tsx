import { headlineFigures } from '@gigafactory/core/api';
import { PROGRAM_VERSION } from '@gigafactory/core/base';
import { type ReactNode, useRef } from 'react';
import type { Plan } from '../api/types.ts';
import { useFactory } from '../state/factory.ts';
import { goTo } from '../state/location.ts';
import { paths } from '../state/paths.ts';
import { usePlanState } from '../state/plan.tsx';
import { closeWhy, useWhy } from '../state/why.ts';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyText.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Quantity } from '../ui/Quantity.tsx';
import { AssumptionList } from './AssumptionList.tsx';
import { citationOf } from './citation.ts';
import styles from './Explanation.module.css';
import { NoteDetails } from './NoteDetails.tsx';
import { assumptionsUnder, countOf, pathInFile, restsOn } from './notes.ts';
import { Trail, useTrail } from './Trail.tsx';
import { walkTree } from './walkTree.ts';

/** The drawer with the derivation of the figure that the address names. */
export function Explanation(): ReactNode {
  const path = useWhy();
  const { trail, onFocus } = useTrail();
  const body = useRef<HTMLDivElement>(null);
  const { plan } = usePlanState();
  const note = path === undefined ? undefined : plan.notes[path];
  return (
    <Dialog
      open={path !== undefined}
      onClose={closeWhy}
      place="drawer"
      focusFirst={body}
      title={note ? 'Derivation' : 'Unknown figure'}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the buttons inside, which work with Tab and Enter too */}
      <div ref={body} className={styles.body} tabIndex={-1} onKeyDown={walkTree} onFocus={onFocus}>
        {note ? <Trail root={note.label} trail={trail} /> : null}
        {note ? (
          <Root key={note.id} path={note.id} />
        ) : (
          <p>This plan has no figure “{path}”. The link may come from another file.</p>
        )}
      </div>
    </Dialog>
  );
}

function Root({ path }: { readonly path: string }): ReactNode {
  const { plan, stale } = usePlanState();
  const note = plan.notes[path];
  if (!note) return null;
  return (
    <>
      <div className={styles.root}>
        <h3 className={styles.label}>{note.label}</h3>
        <p className={styles.value} data-stale={stale || undefined} aria-live="polite">
          <Quantity value={note.value} unit={note.unit} />
        </p>
        <code className={styles.path}>{note.id}</code>
        <Cite path={path} />
      </div>
      <WhatIf path={path} />
      <NoteDetails id={path} />
      <Assumptions path={path} />
    </>
  );
}

/** The ways on: what moves the figure and, over or by an input, a sweep. */
function WhatIf({ path }: { readonly path: string }): ReactNode {
  const { plan } = usePlanState();
  const note = plan.notes[path];
  const own = pathInFile(path);
  // What was simulated is no figure of a plan, and is not planned again.
  if (!note || note.kind === 'simulated' || path.startsWith('sitePower.')) return null;
  const go = (part: 'moves' | undefined, params: Readonly<Record<string, string>>): void => {
    closeWhy();
    goTo(paths.whatIf(part && { part }), { params });
  };
  if (own) {
    return (
      <p className={styles.ways}>
        <Button
          onClick={() => go(undefined, { ...figureOver(plan, path), over: own, from: '', to: '' })}
        >
          Vary it
        </Button>
      </p>
    );
  }
  return (
    <p className={styles.ways}>
      <Button onClick={() => go('moves', { figure: path })}>What moves it</Button>
      <Button onClick={() => go(undefined, { figure: path })}>Sweep</Button>
    </p>
  );
}

/** Copies the figure as it can be quoted. */
function Cite({ path }: { readonly path: string }): ReactNode {
  const { plan } = usePlanState();
  const { file, edits } = useFactory();
  const text = (): string =>
    citationOf(plan.notes, path, {
      ...{ file: file.file, edits, version: PROGRAM_VERSION, address: window.location.href },
    });
  return <CopyButton label="Copy with sources" text={text} />;
}

/** The first headline figure that rests on an input. */
function figureOver({ notes, training }: Plan, id: string): { readonly figure?: string } {
  const figure = headlineFigures(notes, Object.keys(training)).find((each) =>
    restsOn(notes, each, id),
  );
  return figure === undefined ? {} : { figure };
}

/** The assumed values that the figure depends on. */
function Assumptions({ path }: { readonly path: string }): ReactNode {
  const { plan } = usePlanState();
  const ids = assumptionsUnder(plan.notes, path).filter((id) => id !== path);
  if (ids.length === 0) return null;
  return (
    <details className={styles.assumptions}>
      <summary data-walk>Rests on {countOf(ids.length, 'assumption')}</summary>
      <AssumptionList ids={ids} />
    </details>
  );
}
