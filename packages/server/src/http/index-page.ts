/** The factory file that the console opens with. */
export interface ServedFile {
  readonly name: string;
  readonly text: string;
}

/**
 * The console's page with the factory file in it, inside a data block, which browsers never execute; `<` is
 * escaped so that no text can end the block.
 */
export function withFile(page: string, { name, text }: ServedFile): string {
  if (!page.includes('</head>')) throw new Error('the console has no </head> in its index.html');
  const json = JSON.stringify({ file: name, text }).replaceAll('<', '\\u003c');
  const block = `<script type="application/json" id="gigafactory-file">${json}</script>`;
  // A function, because the text may contain `$&`, which a replacement string would expand.
  return page.replace('</head>', () => `${block}</head>`);
}
