import type { Answerer } from '@gigafactory/core/api';
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { recall, remember } from '../../state/storage.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { AttachButton, DraftFiles } from './AttachedFiles.tsx';
import styles from './Composer.module.css';
import { Outside } from './Outside.tsx';
import type { Attachments } from './useAttachments.ts';
import type { MayGo } from './useMayGo.ts';

interface Props {
  /** The chat, for what is typed and not sent. */
  readonly place: string;
  readonly takesFocus: boolean;
  readonly answerers: readonly Answerer[];
  readonly chosen: Answerer | undefined;
  readonly mayGo: MayGo;
  readonly isRunning: boolean;
  /** What the next question is asked about. */
  readonly about: readonly string[];
  readonly onModel: (id: string) => void;
  readonly attachments: Attachments;
  /** Whether it was taken. */
  readonly onSend: (text: string) => Promise<boolean>;
  readonly onStop: () => void;
  readonly onEditLast: () => void;
}

const MOST_ROWS = 8;

/** Where a question is typed: Enter sends, Shift and Enter begins a line, Esc stops, Up edits the last one. Files can be pasted. */
export function Composer(props: Props): ReactNode {
  const { place, chosen, mayGo, isRunning, attachments, onSend, onStop, onEditLast } = props;
  const [text, change] = useDraft(place);
  const [isSending, setSending] = useState(false);
  const field = useFocusAtFirst(props.takesFocus);
  const reason = whyNot(props, text, isSending, mayGo.isGranted);
  const send = async (): Promise<void> => {
    if (reason !== undefined) return;
    setSending(true);
    const taken = await onSend(text);
    setSending(false);
    if (!taken) return;
    change('');
    attachments.clear();
  };
  const acts: Readonly<Record<string, (() => void) | undefined>> = {
    Escape: isRunning ? onStop : undefined,
    ArrowUp: text === '' ? onEditLast : undefined,
    Enter: () => void send(),
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const act = event.nativeEvent.isComposing || event.shiftKey ? undefined : acts[event.key];
    if (!act) return;
    event.preventDefault();
    // Esc would close the panel as well.
    event.stopPropagation();
    act();
  };
  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Outside chosen={chosen} {...mayGo} />
      <DraftFiles drafts={attachments.drafts} onRemove={attachments.remove} />
      <textarea
        ref={field}
        aria-label="Question"
        placeholder="Ask about the factory"
        rows={Math.min(MOST_ROWS, text.split('\n').length)}
        value={text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={(event) => {
          const files = [...event.clipboardData.files];
          if (files.length === 0) return;
          event.preventDefault();
          attachments.add(files);
        }}
      />
      <Foot {...props} reason={reason} />
    </form>
  );
}

/** The question, which a panel or a chat that has just begun has the focus in. */
function useFocusAtFirst(takesFocus: boolean) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const has = document.activeElement;
    // Not from elsewhere on the page: a panel that opens remembers what had it, and gives it back.
    const isFree =
      has === document.body || field.current?.closest('[role="dialog"]')?.contains(has);
    if (takesFocus && isFree) field.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  return field;
}

/** @param props.reason why it cannot be sent */
function Foot(props: Props & { readonly reason: string | undefined }): ReactNode {
  const { attachments, isRunning, reason, onStop } = props;
  return (
    <div className={styles.foot}>
      <AttachButton onFiles={attachments.add} />
      <AnswererChoice {...props} />
      {isRunning ? (
        <Button onClick={onStop} title="Stop (Esc)">
          Stop
        </Button>
      ) : (
        <Button look="primary" type="submit" disabledReason={reason}>
          Send
        </Button>
      )}
    </div>
  );
}

/** What is typed in a chat and not sent, which survives a reload. */
function useDraft(place: string): [text: string, change: (text: string) => void] {
  const stored = `gigafactory.chat.${place}`;
  const [text, setText] = useState(() => recall('sessionStorage', stored) ?? '');
  const change = (next: string): void => {
    setText(next);
    remember('sessionStorage', stored, next === '' ? undefined : next);
  };
  return [text, change];
}

function whyNot(
  { chosen, isRunning, attachments: { drafts } }: Props,
  text: string,
  isSending: boolean,
  isGranted: boolean,
): string | undefined {
  if (!chosen) return 'Nothing answers yet';
  if (isRunning) return 'The answer before is being written';
  if (isSending) return 'It is being sent';
  if (!isGranted) return `Allow first that it goes to ${chosen.goesTo}`;
  const bad = drafts.find(({ problem }) => problem !== undefined);
  if (bad) return `Remove ${bad.name} first: it was not taken`;
  if (drafts.some(({ kept }) => kept === undefined)) return 'A file is being sent';
  const picture = drafts.find(({ kept }) => kept?.kind === 'picture');
  if (picture && !chosen.sees)
    return `${chosen.id} cannot see pictures: remove ${picture.name}, or choose another to answer`;
  return text.trim() === '' ? 'Type a question' : undefined;
}

function AnswererChoice({ answerers, chosen, about, onModel }: Props): ReactNode {
  return (
    <p className={styles.about}>
      {answerers.length > 1 && chosen ? (
        <Select
          label="Who answers"
          dense
          value={chosen.id}
          options={answerers.map(({ id }) => ({ value: id }))}
          onChange={onModel}
        />
      ) : null}
      <span>{about.length > 0 ? `About ${about.join(' · ')}` : ''}</span>
      {chosen && chosen.price !== '' ? <span>{chosen.price}</span> : null}
    </p>
  );
}
