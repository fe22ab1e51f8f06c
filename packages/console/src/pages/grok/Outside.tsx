import type { Answerer } from '@gigafactory/core/api';
import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import styles from './Composer.module.css';
import type { MayGo } from './useMayGo.ts';

interface Props extends MayGo {
  readonly chosen: Answerer | undefined;
}

/** Before the first message to somebody outside: who receives what. */
export function Outside({ chosen, isGranted, grant }: Props): ReactNode {
  if (!chosen || isGranted) return null;
  return (
    <div className={styles.outside} role="note">
      <p>
        <b>{chosen.goesTo}</b> receives this conversation, the diagrams and pictures that are
        attached to it, the name of the file, and what the tools say about the factory when it asks
        them. {chosen.price}
      </p>
      <Button onClick={grant}>Allow it</Button>
    </div>
  );
}
