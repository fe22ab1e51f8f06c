import { type ReactNode, useSyncExternalStore } from 'react';
import { type Glossary, loadGlossary, piecesOf } from './glossary.ts';
import styles from './Words.module.css';

let glossary: Glossary = new Map();
let isAsked = false;
const listeners = new Set<() => void>();

/** The words are a script of their own, which comes after the first page. */
async function load(): Promise<void> {
  if (isAsked) return;
  isAsked = true;
  glossary = await loadGlossary();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  void load();
  return () => listeners.delete(listener);
}

interface Props {
  readonly children: string;
  /** Whether each explained word is a stop of the Tab key: in heads and not in every row below them. */
  readonly stops?: boolean;
}

/** A text whose short words say what they mean, when pointed at or focused. */
export function Words({ children, stops = false }: Props): ReactNode {
  const known = useSyncExternalStore(subscribe, () => glossary);
  return piecesOf(children, known).map(({ text, meaning }, index) =>
    meaning === undefined ? (
      text
    ) : (
      <span
        // biome-ignore lint/suspicious/noArrayIndexKey: a text is cut in the same places every time.
        key={index}
        className={styles.word}
        data-tip={meaning}
        role={stops ? 'term' : undefined}
        tabIndex={stops ? 0 : undefined}
      >
        {text}
      </span>
    ),
  );
}

/** Heads and names: their words are stops of the Tab key. */
export function HeadWords({ children }: Pick<Props, 'children'>): ReactNode {
  return <Words stops>{children}</Words>;
}
