import { fixesOf, type Problem, showQuantity } from '../../base/index.ts';
import { type Html, html } from './html.ts';
import { type Section, section } from './parts.ts';

/** What keeps the file from being planned, each with where it is and what would fix it. */
export function problemsSection(problems: readonly Problem[]): Section | undefined {
  if (problems.length === 0) return undefined;
  return section(
    'problems',
    problems.length === 1 ? 'The problem' : 'The problems',
    html`<p class="lead">The file could not be planned as it is.</p>
<ol class="claims">
${problems.map(showOne)}</ol>
`,
  );
}

function showOne(problem: Problem): Html {
  const { message, path, at, nearest, memory } = problem;
  const fits = memory?.nearest.map(({ edits }) => JSON.stringify(edits)) ?? [];
  const fixes = fixesOf(problem).filter(({ edits }) => !fits.includes(JSON.stringify(edits)));
  return html`<li class="claim fails">
<p class="verdict"><i class="dot" aria-hidden="true"></i>${at ? `line ${at.line}` : 'problem'}</p>
<div class="said"><p class="words">${message}</p>${path !== undefined && html`<p class="why"><code>${path}</code></p>`}${nearest !== undefined && html`<p class="why">Did you mean “${nearest}”?</p>`}${fixes.map(({ label, edits }) => html`<p class="why">${label}: ${editList(Object.entries(edits))}</p>`)}${
    memory &&
    memory.nearest.length > 0 &&
    html`<p class="why">What would fit:</p><ul class="why">${memory.nearest.map(
      (
        fit,
      ) => html`<li>${showQuantity(fit.total, 'GB')} and ${showQuantity(fit.stepTime, 's')} a step with ${editList(Object.entries(fit.edits))}</li>
`,
    )}</ul>`
  }</div>
</li>
`;
}

function editList(edits: readonly (readonly [string, string])[]): readonly Html[] {
  return edits.map(
    ([path, value], index) => html`${index > 0 && ', '}<code>${path}: ${value}</code>`,
  );
}
