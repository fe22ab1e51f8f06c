import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode, RefObject } from 'react';
import { CloseButton } from './CloseButton.tsx';
import styles from './Dialog.module.css';

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** `drawer` is at the side and leaves the page usable; the others are modal. */
  readonly place?: 'center' | 'wide' | 'drawer' | 'top';
  readonly hideTitle?: boolean;
  /** What has the focus once it is open; a function where that is only known then. */
  readonly focusFirst?: RefObject<HTMLElement | null> | (() => HTMLElement | null);
  readonly children: ReactNode;
}

/** A dialog with a title; Esc and the cross close it and focus goes back to where it was. */
export function Dialog(props: DialogProps): ReactNode {
  const { open, onClose, title, place = 'center', hideTitle = false, focusFirst, children } = props;
  const modal = place !== 'drawer';
  return (
    <Base.Root
      open={open}
      onOpenChange={(next) => next || onClose()}
      modal={modal}
      disablePointerDismissal={!modal}
    >
      <Base.Portal>
        {modal ? <Base.Backdrop className={styles.backdrop} /> : null}
        <Base.Popup
          className={styles.popup}
          data-place={place}
          {...(focusFirst ? { initialFocus: focusFirst } : {})}
        >
          <div className={hideTitle ? 'visually-hidden' : styles.head}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            <CloseButton onClick={onClose} />
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
