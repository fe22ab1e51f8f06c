import { type ReactNode, useId, useState } from 'react';
import { useFactory } from '../state/factory.ts';
import { downloadFile } from '../state/handOn.ts';
import { type LinkMade, makeLink } from '../state/shareLink.ts';
import { Button } from '../ui/Button.tsx';
import { CopyButton } from '../ui/CopyText.tsx';
import { Field } from '../ui/Field.tsx';
import styles from './OpenFile.module.css';

interface FileActionsProps {
  readonly onOpen: (overlay: 'new' | 'history') => void;
}

/** What can be done with the open file: take it away, or send it to somebody. */
export function FileActions({ onOpen }: FileActionsProps): ReactNode {
  const { file, isChanged } = useFactory();
  const id = useId();
  const [link, setLink] = useState<LinkMade>();
  return (
    <section className={styles.actions} aria-labelledby={id}>
      <h3 id={id}>
        Open now: <code>{file.file}</code>
        {isChanged ? <span className={styles.when}>changed</span> : null}
      </h3>
      <div className={styles.buttons}>
        {file.origin === 'missing' ? null : (
          <>
            <Button onClick={() => void downloadFile()}>Download</Button>
            <Button onClick={async () => setLink(await makeLink())}>Share a link</Button>
          </>
        )}
        <Button onClick={() => onOpen('history')}>Changes…</Button>
        <Button onClick={() => onOpen('new')}>New factory…</Button>
      </div>
      {link ? <Link link={link} /> : null}
    </section>
  );
}

function Link({ link: { url, length, refused } }: { readonly link: LinkMade }): ReactNode {
  const letters = length.toLocaleString('en');
  if (refused !== undefined) {
    return (
      <p className={styles.refused} role="alert">
        The link would have {letters} characters. {refused}
      </p>
    );
  }
  const { hostname } = window.location;
  const isHere = /^(localhost|127\.|\[::1\])/.test(hostname);
  return (
    <div className={styles.link} role="status">
      <Field
        label="Link"
        readOnly
        value={url}
        action={<CopyButton label="Copy" text={() => url} />}
      />
      <p className={styles.hint}>
        {letters} characters, with the text and the edits inside; no server is told them.
        {length > 2000 ? ' Some programs for mail and chat cut off links as long as this.' : ''}
        {isHere ? ` It opens where a console runs at ${window.location.host}.` : ''}
      </p>
    </div>
  );
}
