import bash from 'highlight.js/lib/languages/bash';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';
import type { ReactNode } from 'react';
import styles from './Markdown.module.css';

const lowlight = createLowlight({ bash, javascript, json, python, yaml });

type Tree = ReturnType<typeof lowlight.highlight>;
type Node = Tree['children'][number];

/** Code in the colours of its language; of one that is not known in none. */
export function Highlighted({
  text,
  language,
}: {
  readonly text: string;
  readonly language: string;
}) {
  if (!lowlight.registered(language)) return <code>{text}</code>;
  return <code>{lowlight.highlight(language, text).children.map(show)}</code>;
}

function show(node: Node, key: number): ReactNode {
  if (node.type === 'text') return node.value;
  if (node.type !== 'element') return null;
  const [kind] = (node.properties['className'] as readonly string[] | undefined) ?? [];
  return (
    <span key={key} className={styles.token} data-token={kind?.replace(/^hljs-/, '')}>
      {(node.children as Node[]).map(show)}
    </span>
  );
}
