import type { ChatMessage } from '@gigafactory/core/api';
import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import styles from './Chat.module.css';

interface Props {
  readonly of: 'question' | 'answer';
  readonly message: ChatMessage;
  readonly versions: readonly ChatMessage[];
  readonly onShow: (message: ChatMessage) => void;
}

/** The way between the branches that part at a message. */
export function Versions({ of, message, versions, onShow }: Props): ReactNode {
  const at = versions.findIndex(({ id }) => id === message.id);
  if (versions.length < 2) return null;
  const step = (by: number, label: string, sign: string) => {
    const other = versions[at + by];
    return (
      <Button
        look="quiet"
        aria-label={`${label} version of the ${of}`}
        disabledReason={other ? undefined : 'There is none'}
        onClick={() => other && onShow(other)}
      >
        {sign}
      </Button>
    );
  };
  return (
    <span className={styles.versions}>
      {step(-1, 'Previous', '‹')}
      <span>
        {at + 1} of {versions.length}
      </span>
      {step(1, 'Next', '›')}
    </span>
  );
}
