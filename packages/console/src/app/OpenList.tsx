import { type ReactNode, useId } from 'react';
import { titleOf } from '../state/openFiles.ts';
import { FactoryPicture } from './FactoryPicture.tsx';
import styles from './OpenFile.module.css';

/** A file of the list. */
export interface Listed {
  readonly name: string;
  readonly file: string;
  /** Absent for one whose text is not read yet. */
  readonly text?: string;
  /** When it was opened or changed last, ms since 1970. */
  readonly usedAt?: number;
  readonly isChanged?: boolean;
}

interface FileListProps {
  readonly title: string;
  readonly files: readonly Listed[];
  /** Name of the open file. */
  readonly current: string;
  readonly onOpen: (name: string) => void;
  readonly onForget?: (name: string) => void;
}

/** Files under a heading; those that only this browser keeps can be forgotten. */
export function FileList({ title, files, current, onOpen, onForget }: FileListProps): ReactNode {
  const id = useId();
  if (files.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      <ul>
        {files.map((file) => (
          <li key={file.name} className={styles.row}>
            <button
              type="button"
              className={styles.file}
              aria-current={file.name === current || undefined}
              onClick={() => onOpen(file.name)}
            >
              {file.text === undefined ? null : <FactoryPicture text={file.text} />}
              <FileWords file={file} />
            </button>
            {onForget && file.text === undefined && file.name !== current ? (
              <button
                type="button"
                className={styles.forget}
                aria-label={`Forget ${file.file}`}
                data-tip="Forget it in this browser"
                onClick={() => onForget(file.name)}
              >
                <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
                  <path d="M3 3l10 10M13 3 3 13" stroke="currentColor" strokeWidth="1.6" />
                </svg>
              </button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function FileWords({ file }: { readonly file: Listed }): ReactNode {
  const { file: name, text, usedAt, isChanged } = file;
  const title = text === undefined ? name : titleOf({ file: name, text });
  const about = text === undefined ? '' : lineAbout(text);
  const notes = [
    isChanged ? 'changed' : '',
    usedAt === undefined ? '' : showWhen(usedAt, Date.now()),
  ].filter(Boolean);
  return (
    <>
      <span className={styles.title}>{title}</span>
      {title === name ? null : <code>{name}</code>}
      {about === '' ? null : <span className={styles.about}>{about}</span>}
      {notes.length > 0 ? <span className={styles.when}>{notes.join(', ')}</span> : null}
    </>
  );
}

/** What a file says about itself, in one sentence: the first of its `about:`, or else of its comments. */
function lineAbout(text: string): string {
  const block = /^about:[ \t]*[>|]?[-+]?[ \t]*\n?((?:[ \t]+\S.*\n?)+|.*)/m.exec(text)?.[1];
  const comment = /^#(?! yaml-language-server)\s*(.*)$/m.exec(text)?.[1];
  const words = (block ?? comment ?? '').trim().replaceAll(/\s+/g, ' ');
  return /^.*?[^\d][.](?= |$)/.exec(words)?.[0] ?? words;
}

const AGO = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });
const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, ms: number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

function showWhen(at: number, now: number): string {
  const [unit, ms] = UNITS.find(([, each]) => now - at >= each) ?? ['second', 1000];
  return unit === 'second' ? 'just now' : AGO.format(-Math.floor((now - at) / ms), unit);
}
