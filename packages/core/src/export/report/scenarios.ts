import { changeWords, type Problem, showQuantity } from '../../base/index.ts';
import type { Verdict } from '../../plan/index.ts';
import { type Content, type Html, html } from './html.ts';
import { type Section, section, table } from './parts.ts';

/** The file beside its scenarios, the file first; a value is null in one that lacks it or cannot be planned. */
export interface ComparedScenarios {
  readonly scenarios: readonly {
    readonly name: string;
    readonly about?: string;
    readonly edits: Readonly<Record<string, string>>;
    /** Why it cannot be planned. */
    readonly problems: readonly Problem[];
  }[];
  /** Those that differ most first; values in SI. */
  readonly figures: readonly {
    readonly path: string;
    readonly label: string;
    readonly unit: string;
    readonly values: readonly (number | null)[];
  }[];
  readonly requirements: readonly {
    readonly claim: string;
    readonly verdicts: readonly (Verdict | null)[];
  }[];
  /** Names of scenarios that are more than fit side by side. */
  readonly leftOut: readonly string[];
}

/** The headline figures of the file and of each of its scenarios; undefined without scenarios. */
export function scenariosSection(compared: ComparedScenarios | undefined): Section | undefined {
  if (!compared || compared.scenarios.length < 2) return undefined;
  const { scenarios, figures, requirements, leftOut } = compared;
  const names = scenarios.map(({ name }, index) => (index === 0 ? 'The file' : name));
  return section(
    'scenarios',
    'Scenarios',
    html`<p class="lead">Sets of changes that the file gives a name. Below each figure stands how it differs from the file without them.</p>
<dl class="facts">
${scenarios.slice(1).map(
  (scenario) => html`<div><dt>${scenario.name}</dt><dd>${aboutScenario(scenario)}</dd></div>
`,
)}</dl>
${leftOut.length > 0 && html`<p class="quiet">Not compared, because more do not fit side by side: ${leftOut.join(', ')}.</p>`}`,
    html`<div class="side-by-side">${table(
      'Headline figures',
      [{ title: 'Figure' }, ...names.map((title) => ({ title, isNumber: true }))],
      figures.map(({ path, label, unit, values }) => [
        nameOf(path, label),
        ...values.map((value, index) => valueCell(value, index === 0 ? null : values[0]!, unit)),
      ]),
    )}${
      requirements.length > 0 &&
      table(
        'Requirements',
        [{ title: 'Claim' }, ...names.map((title) => ({ title }))],
        requirements.map(({ claim, verdicts }) => [claim, ...verdicts.map(verdictCell)]),
      )
    }</div>`,
  );
}

function aboutScenario({ about, edits, problems }: ComparedScenarios['scenarios'][number]): Html {
  const changes = Object.entries(edits).map(
    ([path, value], index) =>
      html`${index > 0 && ', '}<code>${path}${value === '' ? ' left out' : `: ${value}`}</code>`,
  );
  return html`${about && html`<p>${about}</p>`}<p class="quiet">${changes}</p>${problems.length > 0 && html`<p class="warning" role="note"><b>It cannot be planned.</b> ${problems.map(({ message }) => message).join(' ')}</p>`}`;
}

/** Each run has its own: the label alone does not say which. */
function nameOf(path: string, label: string): string {
  const run = /^training\.([^.]+)\./.exec(path)?.[1];
  return run === undefined ? label : `${label}, ${run}`;
}

/** A value and, below it, its difference from that of the file. */
function valueCell(value: number | null, base: number | null, unit: string): Content {
  if (value === null) return html`<span class="quiet">none</span>`;
  const shown = html`<b>${showQuantity(value, unit)}</b>`;
  if (base === null) return shown;
  const change = changeWords(base, value, unit);
  return html`${shown}<br><span class="quiet">${change?.difference ?? 'the same'}</span>`;
}

function verdictCell(verdict: Verdict | null): Html {
  if (verdict === null) return html`<span class="quiet">none</span>`;
  return html`<span class="mini ${verdict}"><i class="dot" aria-hidden="true"></i>${verdict}</span>`;
}
