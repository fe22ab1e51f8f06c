import { type ReactNode, useEffect, useState } from 'react';
import styles from './Tip.module.css';

interface Tip {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly below: boolean;
}

const ID = 'tip';
const MARGIN_PX = 8;

/**
 * One tooltip for the whole page: shows the `data-tip` of the hovered or focused element. A page has hundreds
 * of figures, so they share one instead of each having its own.
 */
export function TipLayer(): ReactNode {
  const [tip, setTip] = useState<Tip>();
  useEffect(() => {
    let owner: Element | undefined;
    const hide = (): void => {
      owner?.removeAttribute('aria-describedby');
      owner = undefined;
      setTip(undefined);
    };
    const show = (event: Event): void => {
      const next = event.target instanceof Element ? event.target.closest('[data-tip]') : null;
      if (next === owner) return;
      hide();
      if (!next || (event.type === 'focusin' && !next.matches(':focus-visible'))) return;
      owner = next;
      next.setAttribute('aria-describedby', ID);
      setTip(tipFor(next));
    };
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') hide();
    };
    document.addEventListener('pointerover', show);
    document.addEventListener('focusin', show);
    document.addEventListener('focusout', hide);
    document.addEventListener('keydown', onKey, true);
    document.addEventListener('scroll', hide, true);
    return () => {
      document.removeEventListener('pointerover', show);
      document.removeEventListener('focusin', show);
      document.removeEventListener('focusout', hide);
      document.removeEventListener('keydown', onKey, true);
      document.removeEventListener('scroll', hide, true);
    };
  }, []);
  if (!tip) return null;
  return (
    <div
      id={ID}
      role="tooltip"
      className={styles.tip}
      data-below={tip.below || undefined}
      style={{ left: tip.x, top: tip.y }}
    >
      {tip.text}
    </div>
  );
}

function tipFor(element: Element): Tip {
  const box = element.getBoundingClientRect();
  const below = box.top < 56;
  const half = 140;
  const x = Math.min(
    Math.max(box.left + box.width / 2, half + MARGIN_PX),
    Math.max(window.innerWidth - half - MARGIN_PX, half + MARGIN_PX),
  );
  return {
    text: element.getAttribute('data-tip') ?? '',
    x,
    y: below ? box.bottom + MARGIN_PX : box.top - MARGIN_PX,
    below,
  };
}
