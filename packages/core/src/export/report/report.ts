import type { Problem } from '../../base/index.ts';
import type { Factory } from '../../factory/index.ts';
import type { MemoryReport, Plan } from '../../plan/index.ts';
import { assumptionsSection, sourcesSection } from './evidence.ts';
import { hardwareSection, headline, moneySection, powerSection } from './factory.ts';
import { cssText, type Html, html, trusted } from './html.ts';
import { basisMark, type Section, section } from './parts.ts';
import { problemsSection } from './problems.ts';
import { type ComparedScenarios, scenariosSection } from './scenarios.ts';
import { scheduleSection } from './schedule.ts';
import { servicesSection } from './services.ts';
import { STYLE } from './style.ts';
import { trainingSection } from './training.ts';
import { type LivedRun, twinSection } from './twin.ts';
import { verdictCounts, verdictSection } from './verdicts.ts';

/** Everything that a report says. */
export interface ReportInput {
  /** Name of the factory file. */
  readonly file: string;
  /** Its text. */
  readonly text: string;
  /** Values that were changed for this report, by path; they are not in the text. */
  readonly edits: Readonly<Record<string, string>>;
  /** Version of the program. */
  readonly version: string;
  /** The day it is written, ISO. */
  readonly date: string;
  /** Why the file cannot be planned; none where it can. */
  readonly problems: readonly Problem[];
  /** As read; absent if the file cannot be read. */
  readonly factory?: Factory | undefined;
  /** Of the file, or of what can be planned of it. */
  readonly plan?: Plan | undefined;
  /** Runs that the plan is without, because they have problems. */
  readonly without: readonly string[];
  /** What the GPUs of each run hold. */
  readonly memory: readonly MemoryReport[];
  /** Runs that were simulated. */
  readonly lived: readonly LivedRun[];
  /** The scenario of the file that all of this is about; absent for the file as it is. */
  readonly scenario?: string | undefined;
  /** The file beside its scenarios; absent without any, or where the file cannot be planned. */
  readonly compared?: ComparedScenarios | undefined;
}

/** Nothing outside may be loaded, no script may run, no form be sent: the page is all there is. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/**
 * A report of a factory as one page of HTML, complete in itself: no script, and nothing that is loaded from anywhere. A pure
 * function of its input, so that the same plan gives the same page.
 */
export function renderReport(input: ReportInput): string {
  const { file, factory, plan } = input;
  const name = plan?.name ?? factory?.name ?? file;
  const sections = sectionsOf(input);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Gigafactory ${input.version} report">
<link rel="icon" href="data:,">
<title>${name}: report</title>
<style>${trusted(STYLE)}
@page { @bottom-left { content: "${trusted(cssText(name))}"; } }</style>
</head>
<body>
${cover(name, input)}
${contents(sections)}
<main>
${sections.map(({ content }) => content)}</main>
<footer><p>Computed by Gigafactory ${input.version} on ${input.date} from ${file}. The same file and version give the same figures.</p></footer>
</body>
</html>
`.text;
}

function cover(
  name: string,
  { file, version, date, edits, scenario, problems, factory, plan, without }: ReportInput,
): Html {
  const about = plan?.about ?? factory?.about;
  const changes = Object.entries(edits);
  return html`<header>
<p class="kicker">Factory report</p>
<h1>${name}</h1>
${about && html`<p class="about">${about}</p>`}
<p class="made">${date} · ${file} · Gigafactory ${version}</p>
${scenario !== undefined && html`<p class="changes">Of its scenario “${scenario}”.</p>`}
${changes.length > 0 && html`<p class="changes">With ${changes.map(([path, value], index) => html`${index > 0 && ', '}<code>${path}${value === '' ? ' left out' : `: ${value}`}</code>`)} instead of what the file says.</p>`}
${problems.length > 0 && html`<p class="warning" role="note"><b>This file cannot be planned as it is.</b> ${whatRemains(plan, without)}</p>`}
${plan && plan.requirements.length > 0 && verdictCounts(plan.requirements)}
${plan && headline(plan)}
${plan && legend()}
</header>`;
}

function whatRemains(plan: Plan | undefined, without: readonly string[]): string {
  if (!plan) return 'No figure can be given before its problems are solved.';
  if (without.length === 0) return 'What could be planned is below.';
  return `The figures below are of the factory without ${without.join(', ')}.`;
}

/** What the marks beside figures mean. */
function legend(): Html {
  const marks = [
    { basis: 'stated', basisText: 'given in the file, or cited' },
    { basis: 'planned', basisText: 'planned: computed from what is given and cited' },
    { basis: 'resting', basisText: 'planned, on assumptions too' },
    { basis: 'assumed', basisText: 'assumed: nothing published gives it' },
  ] as const;
  return html`<ul class="marks" aria-label="What the marks mean">${marks.map(
    (mark) => html`<li>${basisMark(mark)}</li>
`,
  )}</ul>
<p class="marks-note">A range is where the figure lies with every input anywhere in its own range: bounds, not a confidence interval.</p>`;
}

function sectionsOf(input: ReportInput): Section[] {
  const { plan, factory, problems, memory, lived, compared } = input;
  const all = [
    problemsSection(problems),
    plan && verdictSection(plan.requirements, plan.unjudged),
    plan && scheduleSection(plan),
    plan && powerSection(plan),
    plan && moneySection(plan),
    plan && hardwareSection(plan),
    plan && trainingSection(plan, memory),
    factory && servicesSection(factory),
    plan && twinSection(plan.training, lived),
    scenariosSection(compared),
    plan && assumptionsSection(plan.notes),
    plan && sourcesSection(plan.notes),
    fileSection(input),
  ];
  return all.filter((each): each is Section => each !== undefined);
}

function contents(sections: readonly Section[]): Html {
  return html`<nav aria-label="Contents"><ol>
${sections.map(
  ({ id, title }) => html`<li><a href="#${id}">${title}</a></li>
`,
)}</ol></nav>`;
}

/** The text that all of this comes from, with the lines of problems marked. */
function fileSection({ file, text, problems }: ReportInput): Section {
  const bad = new Set(problems.flatMap(({ at }) => (at ? [at.line] : [])));
  const lines = text.replace(/\n$/, '').split('\n');
  return section(
    'file',
    'The factory file',
    html`<p class="lead">${file}, from which everything above is computed.</p>
<pre class="file" tabindex="0" aria-label="Text of ${file}"><code>${lines.map((line, index) =>
      bad.has(index + 1) ? html`<mark>${line || ' '}</mark>\n` : html`${line}\n`,
    )}</code></pre>
`,
  );
}
