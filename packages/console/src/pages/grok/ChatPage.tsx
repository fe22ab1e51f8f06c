import { type ReactNode, useState } from 'react';
import { WhenKnown } from '../../control/WhenKnown.tsx';
import { useChats } from '../../state/chats.ts';
import { goTo, usePath } from '../../state/location.ts';
import { chatAt, linkTo, paths } from '../../state/paths.ts';
import styles from './Chat.module.css';
import { ChatList } from './ChatList.tsx';
import { Conversation } from './Conversation.tsx';
import { CHATS } from './words.ts';

/** The conversations with the assistant, one of them open; without the navigation, for it takes the whole window. */
export function ChatPage(): ReactNode {
  const open = chatAt(usePath());
  const [words, setWords] = useState('');
  const [begun, setBegun] = useState<string>();
  const watched = useChats(words);
  return (
    <div className={styles.page}>
      <p className={styles.back}>
        <a href={linkTo(paths.overview())}>← The factory</a>
      </p>
      <WhenKnown title="Chat" things={CHATS} watched={watched}>
        {({ chats }, connection) => (
          <div className={styles.frame}>
            <ChatList {...{ chats, open, words, connection }} onWords={setWords} />
            <Conversation
              key={open ?? 'new'}
              chat={open}
              heading
              takesFocus={open !== undefined && open === begun}
              onChat={(chat) => {
                setBegun(chat);
                goTo(paths.chat({ chat }), { replace: open === undefined });
              }}
            />
          </div>
        )}
      </WhenKnown>
    </div>
  );
}
