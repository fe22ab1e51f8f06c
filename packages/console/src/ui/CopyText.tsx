import { useState } from 'react';
import { Button } from './Button.tsx';
import styles from './CopyText.module.css';

/** A text to compare elsewhere, with a button that copies it. */
export function CopyText({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState<string>();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied('Copied');
    } catch {
      setCopied('Select it to copy');
    }
  };
  return (
    <span className={styles.copy}>
      <code>{text}</code>
      <Button look="quiet" onClick={copy} onBlur={() => setCopied(undefined)} aria-live="polite">
        {copied ?? 'Copy'}
      </Button>
    </span>
  );
}
