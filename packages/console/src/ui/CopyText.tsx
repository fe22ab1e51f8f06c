import { type ReactNode, useState } from 'react';
import { Button } from './Button.tsx';
import styles from './CopyText.module.css';

/** A text to compare elsewhere, with a button that copies it. */
export function CopyText({ text }: { readonly text: string }): ReactNode {
  return (
    <span className={styles.copy}>
      <code>{text}</code>
      <CopyButton label="Copy" text={() => text} />
    </span>
  );
}

interface CopyButtonProps {
  readonly label: string;
  /** Made when it is pressed. */
  readonly text: () => string;
}

/** Copies a text, and says so in its place. */
export function CopyButton({ label, text }: CopyButtonProps): ReactNode {
  const [copied, setCopied] = useState<string>();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text());
      setCopied('Copied');
    } catch {
      setCopied('The browser does not let it be copied');
    }
  };
  return (
    <Button look="quiet" onClick={copy} onBlur={() => setCopied(undefined)} aria-live="polite">
      {copied ?? label}
    </Button>
  );
}
