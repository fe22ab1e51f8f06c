import type { ShownFigure } from './figure.ts';
import { type Content, type Html, html } from './html.ts';

/** A section of the page, which the contents list. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Html;
}

/** A section with its heading. */
export function section(id: string, title: string, ...content: readonly Content[]): Section {
  return {
    id,
    title,
    content: html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}
</section>
`,
  };
}

export interface Column {
  readonly title: string;
  /** Numbers stand at the end of their cell. */
  readonly isNumber?: boolean;
  readonly isWide?: boolean;
}

/** A table whose rows are named by their first cell. Narrow screens scroll it, with the keyboard too. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly Content[])[],
): Html {
  const kind = ({ isNumber, isWide }: Column) => (isNumber ? 'number' : isWide ? 'wide' : 'text');
  return html`<div class="table" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col" class="${kind(column)}">${column.title}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ([first, ...cells]) =>
    html`<tr><th scope="row">${first}</th>${cells.map((cell, index) => html`<td class="${kind(columns[index + 1]!)}">${cell}</td>`)}</tr>
`,
)}</tbody>
</table></div>
`;
}

/** Figures with their ranges and what each rests on. */
export function figureTable(caption: string, figures: readonly ShownFigure[]): Html {
  return table(
    caption,
    [
      { title: 'Figure' },
      { title: 'Value', isNumber: true },
      { title: 'Range of its inputs', isNumber: true },
      { title: 'Basis' },
    ],
    figures.map((figure) => [
      figure.label,
      html`<b>${figure.value}</b>`,
      figure.range || html`<span class="quiet">none</span>`,
      basisMark(figure),
    ]),
  );
}

/** A shape and words: the shape alone tells them apart at a glance, the words say it to everyone. */
export function basisMark({ basis, basisText }: Pick<ShownFigure, 'basis' | 'basisText'>): Html {
  return html`<span class="basis"><i class="mark ${basis}" aria-hidden="true"></i>${basisText}</span>`;
}

/** Name and text pairs. */
export function facts(rows: readonly (readonly [name: string, text: Content])[]): Html {
  return html`<dl class="facts">
${rows.map(
  ([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>
`,
)}</dl>
`;
}
