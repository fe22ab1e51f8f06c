import type { Answerer } from '@gigafactory/core/api';
import { useState } from 'react';
import { recall, remember } from '../../state/storage.ts';

/** Whether a conversation may go to what was chosen to answer it. */
export interface MayGo {
  readonly isGranted: boolean;
  readonly grant: () => void;
  /** What an order carries: who receives it, as the person has allowed it. */
  readonly allowed: { readonly allowed?: string };
}

/** Whether the person has said that a conversation may leave this machine for where the model is. */
export function useMayGo(chosen: Answerer | undefined): MayGo {
  const name = `gigafactory.outside.${chosen?.id}.${chosen?.goesTo}`;
  const [granted, setGranted] = useState<string>();
  const isGranted =
    !chosen ||
    chosen.goesTo === '' ||
    granted === name ||
    recall('localStorage', name) !== undefined;
  const grant = (): void => {
    remember('localStorage', name, new Date().toISOString());
    setGranted(name);
  };
  const allowed = chosen && isGranted ? { allowed: chosen.goesTo } : {};
  return { isGranted, grant, allowed };
}
