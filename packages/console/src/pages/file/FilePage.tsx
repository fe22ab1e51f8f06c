import { type ReactNode, useMemo, useState } from 'react';
import { latest, useAsk } from '../../api/client.ts';
import { useFactory } from '../../state/factory.ts';
import { useParam, usePath } from '../../state/location.ts';
import { lineAt } from '../../state/paths.ts';
import { Loading } from '../../ui/Loading.tsx';
import { PageHead } from '../../ui/PageHead.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { useMedia } from '../../ui/useMedia.ts';
import { FileForm } from './FileForm.tsx';
import styles from './FilePage.module.css';
import type { SchemaNode } from './fields.ts';
import { TextPanel } from './TextPanel.tsx';

const VIEWS = [
  { value: 'form', label: 'Form' },
  { value: 'text', label: 'Text' },
  { value: 'both', label: 'Both' },
] as const;

/** One below the other, they would be two pages. */
const NARROW_VIEWS = VIEWS.filter(({ value }) => value !== 'both');

type View = (typeof VIEWS)[number]['value'];

/** The factory file as a form and as text: two views of one document. */
export function FilePage(): ReactNode {
  const line = lineAt(usePath());
  const isWide = useMedia('(min-width: 1100px)');
  const [view, setView] = useView(line, isWide);
  const schema = latest(useAsk('schema', {})) as SchemaNode | undefined;
  const { text, isWhole } = useWritten();
  return (
    <>
      <PageHead
        title="File"
        about="The factory as a form and as text; what is changed in one shows in the other."
      >
        <Segments
          label="View of the file"
          value={view}
          options={isWide ? VIEWS : NARROW_VIEWS}
          onChange={setView}
        />
      </PageHead>
      {schema ? null : <Loading what="Reading the schema…" />}
      {schema ? (
        <div className={styles.columns} data-view={view}>
          {view === 'text' ? null : <FileForm schema={schema} text={text} />}
          {view === 'form' ? null : (
            <div className={styles.text}>
              <TextPanel {...{ text, isWhole, schema, line }} />
            </div>
          )}
        </div>
      ) : null}
    </>
  );
}

/** The view in the address, else both where there is room; a link to a line shows the text. */
function useView(line: number | undefined, isWide: boolean): [View, (view: View) => void] {
  const [chosen, setChosen] = useParam('view', { replace: true });
  const usual = isWide ? 'both' : line === undefined ? 'form' : 'text';
  const view =
    (isWide ? VIEWS : NARROW_VIEWS).find(({ value }) => value === chosen)?.value ?? usual;
  return [view, setChosen];
}

/** The text with the edits written in; without them where a mistake in it keeps them out. */
function useWritten(): { readonly text: string; readonly isWhole: boolean } {
  const { text, edits, editCount, file } = useFactory();
  const input = useMemo(() => ({ text, edits, file: file.file }), [text, edits, file.file]);
  const asked = useAsk('edit', input, { enabled: editCount > 0 });
  const [shown, setShown] = useState(text);
  const isWhole = editCount === 0 || asked.state !== 'failed';
  const now =
    editCount === 0 || !isWhole ? text : asked.state === 'ready' ? asked.value.text : shown;
  // While an edit is being written in, what was shown before stays.
  if (now !== shown) setShown(now);
  return { text: now, isWhole };
}
