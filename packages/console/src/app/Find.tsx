import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Plan } from '../api/types.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Quantity } from '../ui/Quantity.tsx';
import styles from './Find.module.css';
import { searchTargets } from './search.ts';
import { type FindTarget, useTargets } from './targets.ts';

const MOST = 40;

const KIND_WORDS: Readonly<Record<FindTarget['kind'], string>> = {
  page: 'page',
  figure: 'figure',
  input: 'input',
  choice: 'edit',
  entry: 'in the catalogue',
  command: 'do',
};

interface FindProps {
  readonly plan: Plan | undefined;
  readonly onClose: () => void;
}

/** The palette: type what is looked for; pick a figure to see its derivation, a page, an edit or a command. */
export function Find({ plan, onClose }: FindProps): ReactNode {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const targets = useTargets(plan);
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
        placeholder="A figure, an input, a page or a command"
        role="combobox"
        aria-expanded
        aria-controls="find-hits"
        aria-activedescendant={hits[active] ? `find-${active}` : undefined}
        aria-label="Find"
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
      <span className={styles.value}>
        {target.note ? <Quantity value={target.note.value} unit={target.note.unit} /> : null}
        {target.keys ? <kbd>{target.keys}</kbd> : null}
      </span>
      <span className={styles.detail}>
        {KIND_WORDS[target.kind]}
        {target.detail ? ` · ${target.detail}` : ''}
      </span>
    </div>
  );
}
