import { lazy, type ReactNode, Suspense, useMemo } from 'react';
import { ask } from '../../api/client.ts';
import { countOf } from '../../explain/notes.ts';
import { changeText, setEdits, useFactory } from '../../state/factory.ts';
import { useNotes } from '../../state/plan.tsx';
import { useProblems } from '../../state/problems.ts';
import { Button } from '../../ui/Button.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { saveFile } from '../../ui/save.ts';
import type { ApplyFix } from './editor/diagnostics.ts';
import type { SchemaNode } from './fields.ts';

const CodeEditor = lazy(async () => {
  const { CodeEditor: Loaded } = await import('./editor/CodeEditor.tsx');
  return { default: Loaded };
});

interface TextPanelProps {
  /** With the edits written in, if they can be. */
  readonly text: string;
  /** Whether the edits are in the text. */
  readonly isWhole: boolean;
  readonly schema: SchemaNode;
  /** The line to go to, from 1. */
  readonly line: number | undefined;
}

/** The factory file as text, to type in. */
export function TextPanel({ text, isWhole, schema, line }: TextPanelProps): ReactNode {
  const { file, edits, editCount } = useFactory();
  const problems = useProblems();
  const notes = useNotes();
  const known = useMemo(() => {
    const figures = Object.values(notes)
      .filter(({ id }) => !id.startsWith('factory.') || id.startsWith('factory.references.'))
      .map(({ id, label }) => ({ word: id, about: label }));
    return { schema, notes, figures };
  }, [schema, notes]);
  const change = (next: string, label = 'Typing'): void => {
    changeText(next, label);
    // Edits that a text with mistakes cannot take stay beside it.
    if (!isWhole) setEdits(edits);
  };
  const fix: ApplyFix = (mending, label) => {
    void ask('edit', { text, edits: mending }).then((answer) => {
      if (answer.ok) change(answer.value.text, label);
    });
  };
  return (
    <Panel
      title={file.file}
      about="Ctrl+Space completes; Escape, then Tab, leaves"
      aside={
        <>
          {editCount > 0 && isWhole ? (
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
      <Suspense fallback={<Loading what="Opening the editor…" />}>
        <CodeEditor
          key={file.name}
          label={`${file.file} as text. Escape, then Tab, leaves it.`}
          {...{ text, problems, known, line }}
          onChange={change}
          onFix={fix}
        />
      </Suspense>
    </Panel>
  );
}
