import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './Button.module.css';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `link` reads as a link within text. */
  readonly look?: 'plain' | 'primary' | 'quiet' | 'link';
  /** Why it cannot be pressed now: the button stays, dimmed, and says so. */
  readonly disabledReason?: string | undefined;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({
  look = 'plain',
  disabledReason,
  className,
  onClick,
  title,
  ...rest
}: ButtonProps): ReactNode {
  const off = disabledReason !== undefined;
  return (
    <button
      type="button"
      {...rest}
      className={[styles.button, className].filter(Boolean).join(' ')}
      data-look={look}
      // Not `disabled`: users must be able to reach it and read why.
      aria-disabled={off || undefined}
      title={disabledReason ?? title}
      onClick={off ? undefined : onClick}
    />
  );
}
