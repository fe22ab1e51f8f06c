import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { Note, Notes } from '../api/types.ts';
import { goTo } from '../state/location.ts';
import { openWhy } from '../state/why.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Quantity } from '../ui/Quantity.tsx';
import styles from './Find.module.css';
import { PAGES } from './pages.ts';
import { searchTargets, type Target } from './search.ts';

const MOST = 40;

interface FindTarget extends Target {
  readonly note?: Note;
  readonly go: () => void;
}

interface FindProps {
  readonly notes: Notes;
  readonly onClose: () => void;
}

/** The palette: type a few letters, pick a figure to see its derivation, or a page. */
export function Find({ notes, onClose }: FindProps): ReactNode {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const targets = useTargets(notes);
  const hits = searchTargets(targets, query, MOST);
  const pick = (target: FindTarget | undefined): void => {
    if (!target) return;
    onClose();
    target.go();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (event.key === 'Enter') pick(hits[active]);
    else if (step) setActive((active + step + hits.length) % Math.max(hits.length, 1));
    else return;
    event.preventDefault();
  };
  return (
    <Dialog open onClose={onClose} title="Find" place="top" hideTitle>
      <input
        ref={focusAtOnce}
        className={styles.input}
        placeholder="Find a figure or a page"
        role="combobox"
        aria-expanded
        aria-controls="find-hits"
        aria-activedescendant={hits[active] ? `find-${active}` : undefined}
        aria-label="Find a figure or a page"
        autoComplete="off"
        spellCheck={false}
        value={query}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
      />
      <div id="find-hits" className={styles.hits} role="listbox" aria-label="Hits">
        {hits.map((target, index) => (
          <Hit
            key={target.key}
            id={`find-${index}`}
            target={target}
            active={index === active}
            onPick={() => pick(target)}
          />
        ))}
      </div>
      {hits.length === 0 ? (
        <p className={styles.none}>Nothing matches “{query}”. Try fewer letters.</p>
      ) : null}
    </Dialog>
  );
}

/** Takes the focus in the frame in which it appears, so that the next letters typed are the query. */
function focusAtOnce(input: HTMLInputElement | null): void {
  input?.focus();
}

interface HitProps {
  readonly id: string;
  readonly target: FindTarget;
  readonly active: boolean;
  readonly onPick: () => void;
}

function Hit({ id, target, active, onPick }: HitProps): ReactNode {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) element.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above holds the focus and the keys
    <div
      ref={element}
      id={id}
      className={styles.hit}
      role="option"
      aria-selected={active}
      tabIndex={-1}
      onClick={onPick}
    >
      <span className={styles.title}>{target.title}</span>
      {target.note ? (
        <span className={styles.value}>
          <Quantity value={target.note.value} unit={target.note.unit} />
        </span>
      ) : null}
      <span className={styles.detail}>{target.detail}</span>
    </div>
  );
}

function useTargets(notes: Notes): readonly FindTarget[] {
  return useMemo(() => {
    const pages = PAGES.map(({ path, title, about }) => ({
      key: path,
      title,
      detail: about,
      go: () => goTo(path),
    }));
    const figures = Object.values(notes).map((note) => ({
      key: note.id,
      title: note.label,
      detail: note.id,
      note,
      go: () => openWhy(note.id),
    }));
    return [...pages, ...figures];
  }, [notes]);
}
