import type { Action, Diagnostic } from '@codemirror/lint';
import type { EditorView } from '@codemirror/view';
import type { Problem } from '../../../api/types.ts';
import type { Edits } from '../../../state/url.ts';

/** Writes a fix into the text; the label names the step. */
export type ApplyFix = (edits: Edits, label: string) => void;

/** Problems with a place, as the editor marks them in its margin: each with what mends it. */
export function diagnosticsOf(
  text: string,
  problems: readonly Problem[],
  onFix: ApplyFix,
): readonly Diagnostic[] {
  const starts = lineStarts(text);
  return problems.flatMap((problem) => {
    const { at } = problem;
    if (!at) return [];
    const line = starts[at.line - 1];
    if (line === undefined) return [];
    const from = Math.min(line + at.column - 1, text.length);
    return [
      {
        from,
        to: Math.max(from, endOf(text, from)),
        severity: 'error' as const,
        message: problem.message,
        actions: actionsFor(problem, onFix),
      },
    ];
  });
}

function actionsFor(problem: Problem, onFix: ApplyFix): readonly Action[] {
  const { code, nearest, fixes = [] } = problem;
  const written = fixes.map(({ label, edits }) => ({
    name: label,
    apply: () => onFix(edits, label),
  }));
  const isRenamed = fixes.some(
    ({ label }) => nearest !== undefined && label.includes(`“${nearest}”`),
  );
  // Only the text can rename a whole section in place, comments and all.
  if (code !== 'key.unknown' || nearest === undefined || isRenamed) return written;
  return [
    { name: `Rename it to “${nearest}”`, apply: (view, from) => renameKey(view, from, nearest) },
    ...written,
  ];
}

function renameKey(view: EditorView, from: number, name: string): void {
  const key = /^[^\s:]+/.exec(view.state.doc.sliceString(from, from + 200))?.[0] ?? '';
  view.dispatch({ changes: { from, to: from + key.length, insert: name }, userEvent: 'input.fix' });
}

/** The end of a value or key, without the comment behind it. */
function endOf(text: string, from: number): number {
  const line = text.slice(
    from,
    text.indexOf('\n', from) < 0 ? undefined : text.indexOf('\n', from),
  );
  return from + (/^[^\s:]+(?=:)/.exec(line)?.[0] ?? line.replace(/\s+#.*$/, '').trimEnd()).length;
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
