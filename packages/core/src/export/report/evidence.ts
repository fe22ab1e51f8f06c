import {
  assumedInputs,
  type Note,
  type Notes,
  type Source,
  showQuantity,
} from '../../base/index.ts';
import { countOf, showRange } from './figure.ts';
import { type Content, type Html, html } from './html.ts';
import { type Section, section, table } from './parts.ts';

/** Every value that nobody published and that some figure rests on, with the reason for it. */
export function assumptionsSection(notes: Notes): Section {
  const all = assumedInputs(notes);
  const ofFile = all.filter(({ id }) => id.startsWith('factory.'));
  const ofMethod = all.filter(({ id }) => !id.startsWith('factory.'));
  return section(
    'assumptions',
    'Assumptions',
    all.length === 0
      ? html`<p class="lead">None: every input is cited or given in the file.</p>`
      : html`<p class="lead">The figures rest on ${countOf(all.length, 'value')} that nothing published gives. Each is a choice, and can be replaced in the file.</p>`,
    ofFile.length > 0 && tableOf('Assumed values of the factory', ofFile),
    ofMethod.length > 0 && tableOf('Assumed values of the method', ofMethod),
  );
}

function tableOf(caption: string, notes: readonly Note[]): Html {
  return table(
    caption,
    [
      { title: 'What' },
      { title: 'Value', isNumber: true },
      { title: 'Range', isNumber: true },
      { title: 'Why', isWide: true },
    ],
    notes.map(({ id, label, value, unit, range, reason, sources }) => [
      html`${label}<br><code>${id.replace(/^factory\./, '')}</code>`,
      showQuantity(value, unit),
      range ? showRange(range, unit) : html`<span class="quiet">none</span>`,
      [reason ?? 'No reason is given.', sources?.map(({ title }) => ` ${title}.`)],
    ]),
  );
}

interface Cited {
  readonly source: Source;
  readonly locators: Set<string>;
  readonly labels: Set<string>;
}

/** Every source that a figure rests on, with what it gives. */
export function sourcesSection(notes: Notes): Section | undefined {
  const cited = citedIn(notes);
  if (cited.length === 0) return undefined;
  return section(
    'sources',
    'Sources',
    html`<p class="lead">Where the values come from that the figures rest on.</p>
<ol class="sources">
${cited.map(
  ({ source, locators, labels }) => html`<li><p class="title">${source.title}</p>
${locators.size > 0 && html`<p class="where">${[...locators].join('; ')}</p>`}${source.url !== undefined && html`<p class="link">${linkTo(source.url)}</p>`}<p class="quiet">Gives: ${listOf([...labels])}</p></li>
`,
)}</ol>
`,
  );
}

/** The sources of all values from which some figure was computed, by title. */
function citedIn(notes: Notes): Cited[] {
  const used = new Set(Object.values(notes).flatMap(({ inputs = {} }) => Object.values(inputs)));
  const found = new Map<string, Cited>();
  for (const { id, label, sources = [] } of Object.values(notes)) {
    if (!used.has(id)) continue;
    for (const source of sources) {
      const key = `${source.title}\n${source.url ?? ''}`;
      const cited = found.get(key) ?? { source, locators: new Set(), labels: new Set() };
      if (source.locator !== undefined) cited.locators.add(source.locator);
      cited.labels.add(label);
      found.set(key, cited);
    }
  }
  const name = ({ source }: Cited) => source.title.toLowerCase();
  return [...found.values()].sort((a, b) => (name(a) < name(b) ? -1 : 1));
}

/** Only what a browser opens as a page becomes a link: a file may say anything. */
function linkTo(url: string): Content {
  const text = url.replace(/^https?:\/\//, '');
  return /^https?:\/\//.test(url)
    ? html`<a href="${url}" rel="noopener noreferrer">${text}</a>`
    : url;
}

const MOST_LISTED = 3;

function listOf(labels: readonly string[]): string {
  const more = labels.length - MOST_LISTED;
  const shown = labels.slice(0, MOST_LISTED).join('; ');
  return more > 0 ? `${shown}; and ${more} more.` : `${shown}.`;
}
