import type { Attachment } from '@gigafactory/core/api';
import { type ReactNode, useState } from 'react';
import { ask, latest, useAsk } from '../../api/client.ts';
import { usePicture, useSource } from '../../state/attachments.ts';
import { openText } from '../../state/openFiles.ts';
import { say } from '../../state/toasts.ts';
import { Button } from '../../ui/Button.tsx';
import { Chip } from '../../ui/Chip.tsx';
import { fileNameOf, saveFile } from '../../ui/save.ts';
import styles from './AttachedFiles.module.css';
import { aboutFile } from './AttachedFiles.tsx';

interface Props {
  readonly file: Attachment;
  /** What a model read in a picture, as DOT; the file itself is the source if absent. */
  readonly dot?: string | undefined;
  /** Asks about it. */
  readonly onAsk?: ((text: string) => void) | undefined;
}

/** What a person attached: a diagram drawn anew from what was read of it, or the picture. */
export function AttachedFile({ file }: { readonly file: Attachment }): ReactNode {
  // A picture is small as it is shown; a diagram has to be read first, and is drawn below its answer too.
  const [isOpen, setOpen] = useState(file.kind === 'picture');
  return (
    <li>
      <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className={styles.about}>
          {file.name} ({aboutFile(file)})
        </summary>
        {isOpen ? (
          file.kind === 'picture' ? (
            <Picture file={file} />
          ) : (
            <DiagramCard file={file} />
          )
        ) : null}
      </details>
    </li>
  );
}

function Picture({ file }: { readonly file: Attachment }): ReactNode {
  const { data, error } = usePicture(file.id);
  if (error) return <p role="alert">{error.message}</p>;
  if (data === undefined) return <p>Loading…</p>;
  return <img className={styles.picture} src={data} alt={`As attached: ${file.name}`} />;
}

/** A diagram as it was read: drawn anew, in words, and what can be made of it. */
export function DiagramCard({ file, dot, onAsk }: Props): ReactNode {
  const source = useSource(file.id, { enabled: dot === undefined });
  const text = dot ?? source.data;
  const asked = useAsk(
    'redraw',
    { text: text ?? '' },
    { enabled: text !== undefined, place: file.id },
  );
  const drawn = latest(asked);
  if (source.error) return <p role="alert">{source.error.message}</p>;
  if (asked.state === 'failed') return <p role="alert">{asked.problems[0]?.message}</p>;
  if (!drawn) return <p className={styles.about}>Drawing {file.name}…</p>;
  return (
    <figure className={styles.card}>
      <figcaption>
        <b className={styles.name}>{file.name}</b>
        <span className={styles.about}>{aboutFile(file)}</span>
        {dot === undefined ? null : <Chip tone="warn">as the model sees it</Chip>}
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={styles.drawing} tabIndex={0} aria-label="Drawing">
        <img
          src={`data:image/svg+xml,${encodeURIComponent(drawn.svg)}`}
          width={drawn.width}
          height={drawn.height}
          alt={`${file.name}, drawn anew; in words below`}
        />
      </section>
      <details>
        <summary>In words</summary>
        <pre>{drawn.text}</pre>
      </details>
      <p className={styles.acts}>
        {onAsk ? (
          <Button onClick={() => onAsk('How does the diagram differ from the plan?')}>
            Compare with the plan
          </Button>
        ) : null}
        <Draft file={file} text={text ?? ''} />
        <Button
          look="quiet"
          onClick={() => saveFile(`${fileNameOf(file.name)}.svg`, drawn.svg, 'image/svg+xml')}
        >
          Save as SVG
        </Button>
        <SaveGraph file={file} text={text ?? ''} />
      </p>
    </figure>
  );
}

/** The graph as the operation `diagram` answers it. */
function SaveGraph({
  file,
  text,
}: {
  readonly file: Attachment;
  readonly text: string;
}): ReactNode {
  const save = async (): Promise<void> => {
    const read = await ask('diagram', { text });
    if (!read.ok) return say(read.problems[0]?.message ?? '', { tone: 'bad' });
    const graph = `${JSON.stringify(read.value, null, 2)}\n`;
    saveFile(`${fileNameOf(file.name)}.json`, graph, 'application/json');
  };
  return (
    <Button look="quiet" onClick={() => void save()}>
      Save as JSON
    </Button>
  );
}

/** Opens a factory file that begins from what the diagram shows; the open one is kept as it is. */
function Draft({ file, text }: { readonly file: Attachment; readonly text: string }): ReactNode {
  const [isAsked, want] = useState(false);
  const asked = useAsk('draft', { text }, { enabled: isAsked, place: file.id });
  const drafted = latest(asked);
  const open = async (): Promise<void> => {
    await openText(`${fileNameOf(file.name)}.yaml`, drafted?.text ?? '');
    say('The draft is open; the file before is kept under Open.');
  };
  if (asked.state === 'failed') return <span role="alert">{asked.problems[0]?.message}</span>;
  if (drafted) return <Button onClick={() => void open()}>Open the draft</Button>;
  return (
    <Button onClick={() => want(true)} disabledReason={isAsked ? 'It is being made' : undefined}>
      Make a factory file
    </Button>
  );
}
