import type { ReactNode } from 'react';
import { countOf } from '../explain/notes.ts';
import { useCommands } from '../state/commands.ts';
import { redo, resetEdits, undo, useFactory, useHistory } from '../state/factory.ts';
import { linkTo, paths } from '../state/paths.ts';
import { toggleTheme, useTheme } from '../state/theme.ts';
import { Button } from '../ui/Button.tsx';
import { HandOn } from './HandOn.tsx';
import styles from './Header.module.css';

/** What can be opened over the page. */
export type Overlay = 'find' | 'help' | 'open' | 'scenarios' | 'new' | 'save' | 'history' | 'ask';

interface HeaderProps {
  /** What the planner is doing, in words; empty when the page is up to date. */
  readonly status: string;
  /** The run that the page is about, if there is room for it next to the file. */
  readonly context: ReactNode;
  readonly onOpen: (overlay: Overlay) => void;
  readonly onSave: () => void;
}

/** What every page is about (the factory, its edits, a run), and the actions available everywhere. */
export function Header({ status, context, onOpen, onSave }: HeaderProps): ReactNode {
  const { file, isChanged } = useFactory();
  return (
    <header className={styles.header}>
      <a className={styles.mark} href={linkTo(paths.overview())} aria-label="Gigafactory, overview">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M1 15V9l4-3v3l4-3v3l4-3V1h2v14z" />
        </svg>
        <span className={styles.brand}>Gigafactory</span>
      </a>
      <Button
        look="quiet"
        className={styles.file}
        onClick={() => onOpen('open')}
        title="Open a file"
      >
        <span className={styles.name}>{file.file || 'No file'}</span>
        {isChanged ? <UnsavedMark /> : null}
        <svg viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
          <path d="M1 2.5 4 5.5 7 2.5" fill="none" stroke="currentColor" strokeWidth="1.3" />
        </svg>
      </Button>
      {context}
      <EditStatus onOpen={onOpen} onSave={onSave} />
      <p className={styles.status} role="status">
        {status}
      </p>
      <Tools onOpen={onOpen} />
    </header>
  );
}

function Tools({ onOpen }: Pick<HeaderProps, 'onOpen'>): ReactNode {
  const other = useTheme() === 'dark' ? 'light' : 'dark';
  useCommands([{ name: `Use the ${other} theme`, words: ['theme', 'colours'], run: toggleTheme }]);
  return (
    <div className={styles.tools}>
      <Tool
        label="Find"
        tip="Figures, inputs, pages, commands  Ctrl K"
        drawing="M7 2.4a4.6 4.6 0 1 1 0 9.2 4.6 4.6 0 0 1 0-9.2zM10.5 10.5 14 14"
        onClick={() => onOpen('find')}
      >
        <span className={styles.word}>
          Find <kbd>/</kbd>
        </span>
      </Tool>
      <Tool
        label="Ask Grok"
        tip="Ask Grok about this page  a"
        drawing="M2 2.5h12v8.5H8l-3.5 3V11H2zM5 5.5h6M5 8h4"
        onClick={() => onOpen('ask')}
      />
      <HandOn />
      <Button look="quiet" onClick={toggleTheme} aria-label={`Use the ${other} theme`}>
        <svg viewBox="0 0 16 16" width="15" height="15" aria-hidden="true">
          <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.4" />
          <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor" />
        </svg>
      </Button>
      <Button look="quiet" onClick={() => onOpen('help')} aria-label="Help and keys">
        <kbd>?</kbd>
      </Button>
    </div>
  );
}

interface ToolProps {
  readonly label: string;
  readonly tip: string;
  /** What is drawn in 16 by 16. */
  readonly drawing: string;
  readonly onClick: () => void;
  readonly children?: ReactNode;
}

/** A button that is a drawing, with words where there is room for them. */
function Tool({ label, tip, drawing, onClick, children }: ToolProps): ReactNode {
  return (
    <Button look="quiet" onClick={onClick} aria-label={label} data-tip={tip}>
      <svg viewBox="0 0 16 16" width="15" height="15" aria-hidden="true">
        <path d={drawing} fill="none" stroke="currentColor" strokeWidth="1.4" />
      </svg>
      {children}
    </Button>
  );
}

/** Says that the file differs from what was opened or saved last. */
function UnsavedMark(): ReactNode {
  return (
    <span className={styles.unsaved} data-tip="Changed since it was opened or saved">
      <span className="visually-hidden">changed</span>
    </span>
  );
}

function EditStatus({ onOpen, onSave }: Pick<HeaderProps, 'onOpen' | 'onSave'>): ReactNode {
  const { editCount, isChanged } = useFactory();
  const { before, current, after } = useHistory();
  if (!isChanged && !before && !after) return null;
  return (
    <div className={styles.edits}>
      {editCount === 0 ? null : <a href={linkTo(paths.file())}>{countOf(editCount, 'edit')}</a>}
      {before ? (
        <Button look="quiet" onClick={undo} title={`Undo “${current.label}” (Ctrl+Z)`}>
          Undo
        </Button>
      ) : null}
      {after ? (
        <Button look="quiet" onClick={redo} title={`Redo “${after.label}” (Ctrl+Shift+Z)`}>
          Redo
        </Button>
      ) : null}
      <Tool
        label="Edits and history"
        tip="Edits and history"
        drawing="M2.5 4.5v3h3M2.8 7.2a5.5 5.5 0 1 1 .4 3.3M8 5v3.2l2 1.3"
        onClick={() => onOpen('history')}
      />
      {editCount === 0 ? null : (
        <Button look="quiet" onClick={resetEdits} title="Drop all edits">
          Reset
        </Button>
      )}
      {isChanged ? (
        <Button look="quiet" className={styles.save} onClick={onSave} title="Save (Ctrl+S)">
          Save
        </Button>
      ) : null}
    </div>
  );
}
