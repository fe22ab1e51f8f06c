import type { Diagram } from '../diagram.ts';

/** A diagram in words: what is in which group, and what is joined with what; for those who do not see the drawing. */
export function inWords({ nodes, edges, groups }: Diagram): string {
  const labels = new Map(
    [...groups, ...nodes].map(({ id, label }) => [id, label.replaceAll('\n', ' ') || id]),
  );
  const name = (id: string) => labels.get(id)!;
  const lines: string[] = [];
  for (const { id } of groups) {
    const inside = [
      ...groups.filter(({ parent }) => parent === id),
      ...nodes.filter(({ group }) => group === id),
    ];
    lines.push(`${name(id)} holds ${inside.map((each) => name(each.id)).join(', ') || 'nothing'}.`);
  }
  for (const { from, to, label, directed } of edges) {
    const text = label === '' ? '' : ` (${label.replaceAll('\n', ' ')})`;
    lines.push(`${name(from)} ${directed ? 'leads to' : 'is joined with'} ${name(to)}${text}.`);
  }
  const ends = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const alone = nodes.filter(({ id }) => !ends.has(id)).map(({ id }) => name(id));
  if (alone.length > 0) lines.push(`Joined with nothing: ${alone.join(', ')}.`);
  return lines.join('\n');
}
