import { type ReactNode, useRef, useState } from 'react';
import { WhenKnown } from '../../control/WhenKnown.tsx';
import { useChats } from '../../state/chats.ts';
import { goTo } from '../../state/location.ts';
import { paths } from '../../state/paths.ts';
import { recall, remember } from '../../state/storage.ts';
import { useWhy, useWhyOf } from '../../state/why.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import styles from './Chat.module.css';
import { Conversation } from './Conversation.tsx';
import { CHATS } from './words.ts';

const STORED = 'gigafactory.chat.panel';

interface Props {
  /** Title of the page that it stands beside. */
  readonly page: string | undefined;
  readonly onClose: () => void;
}

/** A chat beside the page, which asks about what the page shows: the open factory, and the figure whose derivation is open. */
export function AskPanel({ page, onClose }: Props): ReactNode {
  const [chat, setChat] = useState(() => recall('sessionStorage', STORED));
  const why = useWhy();
  const of = useWhyOf();
  const body = useRef<HTMLDivElement>(null);
  const open = (id: string | undefined): void => {
    remember('sessionStorage', STORED, id);
    setChat(id);
  };
  const asPage = (): void => {
    goTo(paths.chat(chat === undefined ? undefined : { chat }));
    onClose();
  };
  return (
    <Dialog
      open
      place="drawer"
      title="Ask Grok"
      onClose={onClose}
      focusFirst={() => body.current?.querySelector('textarea') ?? body.current}
    >
      <div ref={body} className={styles.panel} tabIndex={-1}>
        <p className={styles.foot}>
          <Button look="quiet" onClick={() => open(undefined)}>
            New chat
          </Button>
          <Button look="quiet" onClick={asPage}>
            As a page
          </Button>
        </p>
        <WhenKnown title="Chat" things={CHATS} watched={useChats('')}>
          {() => (
            <Conversation
              key={chat ?? 'new'}
              chat={chat}
              takesFocus
              page={page}
              figure={of === undefined ? why : undefined}
              onChat={open}
            />
          )}
        </WhenKnown>
      </div>
    </Dialog>
  );
}
