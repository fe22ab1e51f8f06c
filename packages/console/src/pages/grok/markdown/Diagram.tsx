import mermaid from 'mermaid';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTheme } from '../../../state/theme.ts';
import styles from './Markdown.module.css';
import { withoutForeign } from './without-foreign.ts';

/** A diagram of Mermaid, drawn here; what cannot be drawn is shown as it was written, and so is its text form. */
export function Diagram({ text }: { readonly text: string }): ReactNode {
  const id = useId().replace(/\W/g, '');
  const place = useRef<HTMLDivElement>(null);
  const theme = useTheme();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let isWanted = true;
    void draw(`diagram${id}`, text, theme).then(
      (svg) => {
        if (!isWanted || !place.current) return;
        setProblem(undefined);
        place.current.replaceChildren(svg);
      },
      (error: unknown) => {
        if (isWanted) setProblem(error instanceof Error ? error.message : String(error));
      },
    );
    return () => {
      isWanted = false;
    };
  }, [id, text, theme]);
  return (
    <figure className={styles.diagram}>
      <div ref={place} />
      <details open={problem !== undefined}>
        <summary>{problem === undefined ? 'As text' : 'This diagram cannot be drawn'}</summary>
        <pre>{text}</pre>
      </details>
    </figure>
  );
}

async function draw(id: string, text: string, theme: string): Promise<Element> {
  mermaid.initialize({
    ...{ startOnLoad: false, securityLevel: 'strict', suppressErrorRendering: true },
    theme: theme === 'dark' ? 'dark' : 'neutral',
    htmlLabels: false,
    flowchart: { htmlLabels: false },
  });
  const { svg } = await mermaid.render(id, text);
  const drawn = withoutForeign(svg);
  drawn.setAttribute('role', 'img');
  drawn.setAttribute('aria-label', 'Diagram; its text is below it');
  return drawn;
}
