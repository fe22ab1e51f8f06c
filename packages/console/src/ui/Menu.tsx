import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { Button } from './Button.tsx';
import styles from './Menu.module.css';

export interface MenuItem {
  readonly label: string;
  /** A few words under it. */
  readonly about?: string;
  readonly onPick: () => unknown;
}

interface MenuProps {
  /** What the button is called. */
  readonly label: string;
  /** On the button, instead of the label. */
  readonly icon?: ReactNode;
  /** Asked for when it opens, so that nothing is prepared for a menu that nobody opens. */
  readonly items: () => readonly MenuItem[];
  /** Shown where there are no items. */
  readonly none?: string;
  readonly className?: string | undefined;
}

const MARGIN = 8;

/** A button with a list of things to do; arrow keys move in it, Esc and a press elsewhere close it. */
export function Menu({ label, icon, items, none = '', className }: MenuProps): ReactNode {
  const id = useId();
  const popup = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<readonly MenuItem[]>();
  const pick = (item: MenuItem): void => {
    popup.current?.hidePopover();
    item.onPick();
  };
  return (
    <div ref={button} className={className} data-screen-only>
      <Button
        look="quiet"
        aria-label={icon ? label : undefined}
        data-tip={icon ? label : undefined}
        aria-haspopup="menu"
        aria-expanded={shown !== undefined}
        aria-controls={shown ? id : undefined}
        popoverTarget={id}
      >
        {icon ?? label}
      </Button>
      {/* The popover is always there, because the button names it; what is in it only while it is open. */}
      <div
        ref={popup}
        id={id}
        className={styles.menu}
        popover="auto"
        role="menu"
        aria-label={label}
        tabIndex={-1}
        onKeyDown={moveFocus}
        onBeforeToggle={(event) => {
          if (event.newState === 'open') setShown(items());
        }}
        onToggle={(event) => {
          if (event.newState === 'closed') setShown(undefined);
          else if (popup.current && button.current) place(popup.current, button.current);
        }}
      >
        {shown?.map((item) => (
          <button
            key={item.label}
            type="button"
            role="menuitem"
            tabIndex={-1}
            className={styles.item}
            onClick={() => pick(item)}
          >
            {item.label}
            {item.about ? <small>{item.about}</small> : null}
          </button>
        ))}
        {shown?.length === 0 ? <p className={styles.none}>{none}</p> : null}
      </div>
    </div>
  );
}

/** Below the button and aligned with its end, or wherever there is room; the first item has the focus. */
function place(popup: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popup;
  const left = Math.min(at.right - width, window.innerWidth - width - MARGIN);
  const isBelow = at.bottom + height + MARGIN <= window.innerHeight || at.top < height;
  const top = isBelow ? at.bottom + 2 : at.top - height - 2;
  popup.style.left = `${Math.max(MARGIN, left)}px`;
  popup.style.top = `${Math.max(MARGIN, Math.min(top, window.innerHeight - height - MARGIN))}px`;
  (popup.querySelector<HTMLElement>('[role="menuitem"]') ?? popup).focus();
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const goals: Readonly<Record<string, number>> = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  };
  const goal = goals[event.key];
  if (event.key === 'Tab') event.currentTarget.hidePopover();
  if (goal === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  items[goal]?.focus();
}
