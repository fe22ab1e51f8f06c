import type { ChatMessage } from '@gigafactory/core/api';
import { type ReactNode, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import styles from './Chat.module.css';
import composer from './Composer.module.css';
import { AttachedFile } from './DiagramCard.tsx';
import { Versions } from './Versions.tsx';

interface Props {
  readonly message: ChatMessage;
  /** All versions of it, itself among them. */
  readonly versions: readonly ChatMessage[];
  readonly isEdited: boolean;
  readonly onEdit: (message: string | undefined) => void;
  readonly onSend: (text: string) => void;
  readonly onShow: (message: ChatMessage) => void;
}

/** What a person asked; edited, it is asked again beside what there is. */
export function Question(props: Props): ReactNode {
  const { message, versions, isEdited, onEdit, onShow } = props;
  const { page, figure, file } = message.about;
  const about = [file, page, figure].filter(Boolean).join(' · ');
  return (
    <article className={styles.question} aria-label="Question">
      {isEdited ? <Editor {...props} /> : <p className={styles.asked}>{message.text}</p>}
      {message.files.length > 0 ? (
        <ul className={styles.attached} aria-label="Attached">
          {message.files.map((each) => (
            <AttachedFile key={each.id} file={each} />
          ))}
        </ul>
      ) : null}
      <div className={styles.foot}>
        <span className={styles.about}>{about}</span>
        <Versions of="question" {...{ message, versions, onShow }} />
        {isEdited ? null : (
          <Button look="quiet" onClick={() => onEdit(message.id)}>
            Edit
          </Button>
        )}
      </div>
    </article>
  );
}

function Editor({ message, onEdit, onSend }: Props): ReactNode {
  const [text, setText] = useState(message.text);
  return (
    <form
      className={composer.editor}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') onSend(text);
      }}
    >
      <textarea
        aria-label="Edit the question"
        value={text}
        rows={Math.min(8, text.split('\n').length + 1)}
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to edit it
        autoFocus
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            // It would close the panel as well.
            event.stopPropagation();
            onEdit(undefined);
          }
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          if (text.trim() !== '') onSend(text);
        }}
      />
      <p className={styles.foot}>
        <Button onClick={() => onEdit(undefined)}>Cancel</Button>
        <Button look="primary" type="submit">
          Ask again
        </Button>
      </p>
    </form>
  );
}
