import type { ChatSummary } from '@gigafactory/core/api';
import { type ReactNode, useState } from 'react';
import { deleteChat, exportChat, renameChat } from '../../state/chats.ts';
import { goTo } from '../../state/location.ts';
import { linkTo, paths } from '../../state/paths.ts';
import { say } from '../../state/toasts.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import form from '../../ui/DialogForm.module.css';
import { Field } from '../../ui/Field.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { saveFile } from '../../ui/save.ts';
import { useMedia } from '../../ui/useMedia.ts';
import styles from './ChatList.module.css';
import { markedParts } from './words.ts';

interface ListProps {
  readonly chats: readonly ChatSummary[];
  readonly open: string | undefined;
  readonly words: string;
  readonly connection: ReactNode;
  readonly onWords: (words: string) => void;
}

/** The chats, found by their words; on a phone behind a line that opens. */
export function ChatList(props: ListProps): ReactNode {
  const isNarrow = useMedia('(max-width: 899px)');
  const { chats, open, words, connection, onWords } = props;
  const list = (
    <>
      <div className={styles.tools}>
        <Field
          label="Search the chats"
          hideLabel
          type="search"
          placeholder="Search"
          value={words}
          onChange={(event) => onWords(event.target.value)}
        />
        <Button onClick={() => goTo(paths.chat())}>New chat</Button>
      </div>
      {chats.length === 0 ? (
        <p className={styles.none}>{words === '' ? 'No chat yet.' : 'No chat has these words.'}</p>
      ) : (
        <ul className={styles.list}>
          {chats.map((chat) => (
            <ChatRow key={chat.id} chat={chat} isOpen={chat.id === open} words={words} />
          ))}
        </ul>
      )}
      <div className={styles.connection}>{connection}</div>
    </>
  );
  if (!isNarrow) {
    return (
      <nav className={styles.side} aria-label="Chats">
        {list}
      </nav>
    );
  }
  return (
    <nav className={styles.side} aria-label="Chats">
      <details>
        <summary>Chats ({chats.length})</summary>
        {list}
      </details>
    </nav>
  );
}

type Doing = 'rename' | 'delete';

interface RowProps {
  readonly chat: ChatSummary;
  readonly isOpen: boolean;
  /** That were searched for. */
  readonly words: string;
}

function ChatRow({ chat, isOpen, words }: RowProps) {
  const [doing, setDoing] = useState<Doing>();
  const { id, title, running, found, changed } = chat;
  const end = (): void => setDoing(undefined);
  return (
    <li className={styles.row} data-open={isOpen || undefined}>
      <a href={linkTo(paths.chat({ chat: id }))} aria-current={isOpen ? 'page' : undefined}>
        <span className={styles.title}>
          <Marked text={title} words={words} />
        </span>
        <small>
          {running > 0 ? 'answering…' : showDay(changed)}
          {found !== undefined && found !== title ? (
            <>
              {' · '}
              <Marked text={found} words={words} />
            </>
          ) : null}
        </small>
      </a>
      <Menu
        label={`More about “${title}”`}
        icon={<span aria-hidden="true">⋯</span>}
        items={() => [
          { label: 'Rename', onPick: () => setDoing('rename') },
          { label: 'Export as Markdown', onPick: () => save(chat, 'markdown') },
          { label: 'Export as JSON', onPick: () => save(chat, 'json') },
          { label: 'Delete', onPick: () => setDoing('delete') },
        ]}
      />
      {doing === 'rename' ? <Rename chat={chat} onClose={end} /> : null}
      {doing === 'delete' ? <Delete chat={chat} isOpen={isOpen} onClose={end} /> : null}
    </li>
  );
}

/** A text in which the words that were searched for are marked, also as beginnings of others. */
function Marked({ text, words }: { readonly text: string; readonly words: string }) {
  return markedParts(text, words).map(({ part, isFound }, at) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the text
    isFound ? <mark key={at}>{part}</mark> : part,
  );
}

interface DialogProps {
  readonly chat: ChatSummary;
  readonly onClose: () => void;
}

function Rename({ chat: { id, title }, onClose }: DialogProps) {
  const [name, setName] = useState(title);
  const rename = async (): Promise<void> => {
    const given = await renameChat(id, name);
    if (given.ok) onClose();
    else say(given.fault.message, { tone: 'bad' });
  };
  return (
    <Dialog open title="Rename the chat" onClose={onClose}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          void rename();
        }}
      >
        <Field label="Title" value={name} onChange={(event) => setName(event.target.value)} />
        <Button look="primary" type="submit">
          Rename
        </Button>
      </form>
    </Dialog>
  );
}

function Delete({
  chat: { id, title },
  isOpen,
  onClose,
}: DialogProps & { readonly isOpen: boolean }) {
  const remove = async (): Promise<void> => {
    const given = await deleteChat(id);
    if (!given.ok) return say(given.fault.message, { tone: 'bad' });
    if (isOpen) goTo(paths.chat(), { replace: true });
    onClose();
    say(`“${title}” is deleted.`);
  };
  return (
    <Dialog open title="Delete the chat?" onClose={onClose}>
      <div className={form.form}>
        <p>
          “{title}” is overwritten on the disk of the server, with all its answers. This cannot be
          undone.
        </p>
        <p className={form.buttons}>
          <Button onClick={onClose}>Keep it</Button>
          <Button look="primary" onClick={() => void remove()}>
            Delete for good
          </Button>
        </p>
      </div>
    </Dialog>
  );
}

async function save({ id, title }: ChatSummary, as: 'markdown' | 'json'): Promise<void> {
  const given = await exportChat(id, as);
  if (!given.ok) return say(given.fault.message, { tone: 'bad' });
  const name = title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '') || 'chat';
  if (as === 'json') saveFile(`${name}.json`, given.value, 'application/json');
  else saveFile(`${name}.md`, given.value, 'text/markdown');
}

/** The time of today, the day before that. */
function showDay(at: string): string {
  const then = new Date(at);
  const isToday = then.toDateString() === new Date().toDateString();
  const two = (part: number): string => String(part).padStart(2, '0');
  if (isToday) return `${two(then.getHours())}:${two(then.getMinutes())}`;
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())}`;
}
