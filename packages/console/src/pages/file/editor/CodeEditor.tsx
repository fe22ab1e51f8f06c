import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Annotation, EditorState, Transaction } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react';
import type { Notes, Problem } from '../../../api/types.ts';
import styles from './CodeEditor.module.css';
import { changesBetween } from './changesBetween.ts';
import { completionOf } from './completion.ts';
import { type ApplyFix, diagnosticsOf } from './diagnostics.ts';
import { hoverOf } from './hover.ts';
import { theme } from './theme.ts';
import type { Known } from './words.ts';

export interface CodeEditorProps {
  /** What the text is called by screen readers. */
  readonly label: string;
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly known: Known & { readonly notes: Notes };
  /** The line to go to, from 1. */
  readonly line: number | undefined;
  /** Called once typing pauses, and when the editor is left. */
  readonly onChange: (text: string) => void;
  readonly onFix: ApplyFix;
}

/** How long a pause in typing is, ms. */
const PAUSE = 300;

/** A change that came from outside, and is not told back. */
const FromOutside = Annotation.define<boolean>();

/** The text of a factory file: completion by its schema, what keys mean on hover, problems in the margin. */
export function CodeEditor(props: CodeEditorProps): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const editor = useEditor(host, props);
  useText(editor, props);
  useProblems(editor, props);
  useLine(editor, props.line);
  return <div ref={host} className={styles.editor} />;
}

interface Editor {
  readonly view: EditorView;
  /** Tells what is typed now instead of after the pause. */
  readonly tell: () => void;
  /** What was told last: it comes back as the text. */
  told: string;
}

type EditorRef = { readonly current: Editor | undefined };

function useEditor(
  host: { readonly current: HTMLDivElement | null },
  props: CodeEditorProps,
): EditorRef {
  const editor = useRef<Editor>(undefined);
  const onChange = useEffectEvent((text: string) => props.onChange(text));
  const known = useEffectEvent(() => props.known);
  const start = useEffectEvent(() => ({ text: props.text, label: props.label }));
  useEffect(() => {
    const { text, label } = start();
    let timer = 0;
    const tell = (): void => {
      window.clearTimeout(timer);
      timer = 0;
      const made = editor.current;
      const now = made?.view.state.sliceDoc();
      if (!made || now === undefined || now === made.told) return;
      made.told = now;
      onChange(now);
    };
    const listens = EditorView.updateListener.of(({ docChanged, transactions }) => {
      if (!docChanged || transactions.every((each) => each.annotation(FromOutside))) return;
      window.clearTimeout(timer);
      timer = window.setTimeout(tell, PAUSE);
    });
    const leaves = EditorView.domEventHandlers({
      blur: () => tell(),
      // A file that is dropped is opened, not written in.
      drop: (event) => (event.dataTransfer?.files.length ?? 0) > 0,
    });
    const named = EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' });
    const view = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: text,
        extensions: [
          ...BASE,
          // The file keeps its line ends.
          EditorState.lineSeparator.of(text.includes('\r\n') ? '\r\n' : '\n'),
          completionOf(() => known()),
          hoverOf(() => known()),
          named,
          listens,
          leaves,
        ],
      }),
    });
    editor.current = { view, tell, told: text };
    return () => {
      tell();
      view.destroy();
      editor.current = undefined;
    };
  }, [host]);
  return editor;
}

/** Takes in a text that was changed elsewhere. */
function useText(editor: EditorRef, { text }: CodeEditorProps): void {
  useEffect(() => {
    const made = editor.current;
    if (!made || text === made.told) return;
    made.told = text;
    const now = made.view.state.doc.toString();
    // The document of the editor has one kind of line end.
    const changes = changesBetween(now, text.replaceAll('\r\n', '\n'));
    if (changes.length === 0) return;
    made.view.dispatch({
      changes: [...changes],
      annotations: [FromOutside.of(true), Transaction.addToHistory.of(false)],
    });
  }, [editor, text]);
}

function useProblems(editor: EditorRef, { problems, onFix }: CodeEditorProps): void {
  const fix = useEffectEvent(onFix);
  useEffect(() => {
    const made = editor.current;
    if (!made) return;
    const { state } = made.view;
    const marks = diagnosticsOf(state.doc.toString(), problems, (edits, label) => {
      made.tell();
      fix(edits, label);
      made.view.focus();
    });
    made.view.dispatch(setDiagnostics(state, [...marks]));
  }, [editor, problems]);
}

function useLine(editor: EditorRef, line: number | undefined): void {
  useEffect(() => {
    const view = editor.current?.view;
    if (!view || line === undefined || line > view.state.doc.lines) return;
    const { from } = view.state.doc.line(line);
    view.dispatch({
      selection: { anchor: from },
      effects: EditorView.scrollIntoView(from, { y: 'center' }),
    });
  }, [editor, line]);
}

const BASE = [
  lineNumbers(),
  highlightActiveLineGutter(),
  highlightActiveLine(),
  history(),
  drawSelection(),
  indentUnit.of('  '),
  yaml(),
  bracketMatching(),
  closeBrackets(),
  highlightSelectionMatches(),
  search({ top: true }),
  lintGutter(),
  EditorView.lineWrapping,
  theme,
  keymap.of([
    ...closeBracketsKeymap,
    ...completionKeymap,
    ...searchKeymap,
    ...historyKeymap,
    ...lintKeymap,
    ...defaultKeymap,
    indentWithTab,
  ]),
];
