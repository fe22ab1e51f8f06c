import type { Attachment } from '@gigafactory/core/api';
import { type ReactNode, useRef } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Chip } from '../../ui/Chip.tsx';
import { CloseButton } from '../../ui/CloseButton.tsx';
import styles from './AttachedFiles.module.css';
import type { Draft } from './useAttachments.ts';
import { formatInWords } from './words.ts';

/** What the next question comes with. */
export function DraftFiles({
  drafts,
  onRemove,
}: {
  readonly drafts: readonly Draft[];
  readonly onRemove: (key: number) => void;
}): ReactNode {
  if (drafts.length === 0) return null;
  return (
    <ul className={styles.files} aria-label="Attached">
      {drafts.map(({ key, name, kept, sent = 0, problem }) => (
        <li key={key} className={styles.file}>
          <span className={styles.name}>{kept?.name ?? name}</span>
          <span className={styles.about} role="status">
            {problem === undefined ? (kept ? aboutFile(kept) : 'Sending…') : null}
          </span>
          {kept || problem !== undefined ? null : (
            <progress value={sent} aria-label={`Sent of ${name}`} />
          )}
          {problem === undefined ? null : (
            <span className={styles.problem} role="alert">
              <Chip tone="bad">not taken</Chip> {problem}
            </span>
          )}
          <CloseButton label={`Remove ${name}`} onClick={() => onRemove(key)} />
        </li>
      ))}
    </ul>
  );
}

/** Asks for files of this computer. */
export function AttachButton({
  onFiles,
}: {
  readonly onFiles: (files: readonly File[]) => void;
}): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to attach"
        accept=".svg,.mmd,.mermaid,.dot,.gv,.drawio,.xml,image/png,image/jpeg,image/webp,image/gif"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <Button
        look="quiet"
        title="Diagrams as SVG, Mermaid, DOT or draw.io, and pictures; they can be dropped and pasted too"
        onClick={() => input.current?.click()}
      >
        Attach
      </Button>
    </>
  );
}

/** Kind and size, in words. */
export function aboutFile({ format, bytes, width, height }: Attachment): string {
  const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  const pixels = width === undefined ? [] : [`${width} × ${height}`];
  return [formatInWords(format), ...pixels, size].join(', ');
}
