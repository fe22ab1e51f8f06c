import { type ReactNode, useEffect, useRef } from 'react';
import { countOf } from '../../explain/notes.ts';
import { changeText, useFactory } from '../../state/factory.ts';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { saveFile } from '../../ui/save.ts';
import { changedLines } from './changes.ts';
import styles from './SourcePanel.module.css';

interface SourcePanelProps {
  /** With the edits written in. */
  readonly text: string;
  /** The line to go to, from 1. */
  readonly line: number | undefined;
}

/** The factory file with the edits, and a way to download it. */
export function SourcePanel({ text, line }: SourcePanelProps): ReactNode {
  const { file, editCount } = useFactory();
  const changed = changedLines(file.text, text);
  return (
    <div className={styles.panel}>
      <Panel
        title={file.file}
        aside={
          <>
            {editCount > 0 ? (
              <Button onClick={() => changeText(text, `Write ${countOf(editCount, 'edit')} in`)}>
                Write {countOf(editCount, 'edit')} in
              </Button>
            ) : null}
            <Button onClick={() => saveFile(file.file || 'factory.yaml', text, 'application/yaml')}>
              Download{editCount > 0 ? ' with edits' : ''}
            </Button>
          </>
        }
      >
        <section
          className={styles.source}
          aria-label="The file, line by line"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard.
          tabIndex={0}
        >
          <ol>
            {text.split('\n').map((content, index) => (
              <SourceLine
                // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
                key={index}
                content={content}
                changed={changed.has(index)}
                current={line === index + 1}
              />
            ))}
          </ol>
        </section>
      </Panel>
    </div>
  );
}

interface SourceLineProps {
  readonly content: string;
  readonly changed: boolean;
  readonly current: boolean;
}

function SourceLine({ content, changed, current }: SourceLineProps): ReactNode {
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (current) element.current?.scrollIntoView({ block: 'center' });
  }, [current]);
  const comment = content.search(/(^|\s)#/);
  return (
    <li
      ref={element}
      className={styles.line}
      data-changed={changed || undefined}
      aria-current={current || undefined}
    >
      <code>
        {comment < 0 ? content : content.slice(0, comment)}
        {comment < 0 ? null : <span className={styles.comment}>{content.slice(comment)}</span>}
      </code>
    </li>
  );
}
