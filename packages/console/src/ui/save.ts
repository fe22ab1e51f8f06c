/** Hands a text or an image to the browser's downloads. */
export function saveFile(name: string, content: string | Blob, type = 'text/plain'): void {
  const blob = typeof content === 'string' ? new Blob([content], { type }) : content;
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The click only starts the download.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A title as the name of a file: `What it costs to run` is `what-it-costs-to-run`. */
export function fileNameOf(title: string): string {
  const name = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name.slice(0, 80) || 'untitled';
}
