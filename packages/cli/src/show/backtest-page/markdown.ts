/** A table of Markdown. */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)].join('\n');
}

/** Names come from a file of unknown origin. */
function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ');
}

/** `0.131` is `13.1 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** With its sign. */
export function signedPercent(share: number): string {
  return `${share < 0 ? '-' : '+'}${percent(Math.abs(share))}`;
}

/** A step time to three digits. */
export function seconds(time: number | undefined): string {
  return time === undefined ? '' : `${Number(time.toPrecision(3))} s`;
}
