import katex from 'katex';
import { type ReactNode, useEffect, useRef } from 'react';

interface Props {
  /** TeX. */
  readonly text: string;
  readonly display: boolean;
}

/** A formula as MathML, which browsers set and screen readers read; what is no TeX is shown as it was written. */
export function MathText({ text, display }: Props): ReactNode {
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!place.current) return;
    katex.render(text, place.current, {
      ...{ displayMode: display, output: 'mathml', throwOnError: false },
      // No links, images or classes by commands of TeX.
      ...{ trust: false, maxExpand: 200, maxSize: 20, strict: 'ignore' },
    });
  }, [text, display]);
  return <span ref={place} />;
}
