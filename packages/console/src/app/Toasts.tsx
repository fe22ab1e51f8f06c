import { type ReactNode, useEffect, useState } from 'react';
import { downloadFile } from '../state/handOn.ts';
import { closeToast, type Toast, useToasts } from '../state/toasts.ts';
import { Button } from '../ui/Button.tsx';
import { CloseButton } from '../ui/CloseButton.tsx';
import styles from './Toasts.module.css';

/** How long a message stays that needs no answer, ms; twice as long if something can be done about it. */
const STAYS = 6000;

/** Short messages at the edge of the page, spoken by screen readers as they come. */
export function Toasts(): ReactNode {
  const toasts = useToasts();
  return (
    <section className={styles.toasts} aria-label="Messages" aria-live="polite">
      {toasts.map((toast) => (
        <ToastLine key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

const DOWNLOAD = { label: 'Download', act: () => void downloadFile() };

function ToastLine({ toast }: { readonly toast: Toast }): ReactNode {
  const { id, text, tone } = toast;
  const action = toast.action === 'download' ? DOWNLOAD : toast.action;
  const [isHeld, hold] = useState(false);
  const stays = tone === 'bad' ? undefined : action ? 2 * STAYS : STAYS;
  useEffect(() => {
    if (isHeld || stays === undefined) return;
    const timer = window.setTimeout(() => closeToast(id), stays);
    return () => window.clearTimeout(timer);
  }, [id, stays, isHeld]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only stays while it is read; its buttons act.
    <div
      className={styles.toast}
      data-tone={tone}
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      onFocus={() => hold(true)}
      onBlur={() => hold(false)}
    >
      <p>{text}</p>
      {action ? (
        <Button
          onClick={() => {
            action.act();
            closeToast(id);
          }}
        >
          {action.label}
        </Button>
      ) : null}
      <CloseButton onClick={() => closeToast(id)} />
    </div>
  );
}
