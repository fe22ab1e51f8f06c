import { DAY_S, showQuantity, YEAR_S } from '../../base/index.ts';
import type { CheckedRequirement, TwinClaim, Verdict } from '../../plan/index.ts';
import { type Gauge, gauge } from './charts.ts';
import { type Html, html } from './html.ts';
import { type Section, section } from './parts.ts';

/** Failing first: that is what a reader has to know. */
const ORDER: readonly Verdict[] = ['fails', 'unknown', 'holds'];

const WORDS: Readonly<Record<Verdict, { readonly one: string; readonly many: string }>> = {
  fails: { one: 'fails', many: 'fail' },
  unknown: { one: 'unknown', many: 'unknown' },
  holds: { one: 'holds', many: 'hold' },
};

/** `2 fail · 2 unknown · 4 hold`. */
export function verdictCounts(all: readonly CheckedRequirement[]): Html {
  const counts = ORDER.map((verdict) => ({
    verdict,
    count: all.filter((each) => each.verdict === verdict).length,
  }));
  return html`<ul class="counts" aria-label="Requirements by verdict">
${counts
  .filter(({ count }) => count > 0)
  .map(
    ({ verdict, count }) =>
      html`<li class="${verdict}"><i class="dot" aria-hidden="true"></i><b>${count}</b> ${count === 1 ? WORDS[verdict].one : WORDS[verdict].many}</li>
`,
  )}</ul>
`;
}

/** Each claim of the file with its verdict and why, failing first. */
export function verdictSection(
  all: readonly CheckedRequirement[],
  unjudged: readonly TwinClaim[],
): Section | undefined {
  if (all.length + unjudged.length === 0) return undefined;
  const sorted = ORDER.flatMap((verdict) => all.filter((each) => each.verdict === verdict));
  return section(
    'requirements',
    'Requirements',
    html`<p class="lead">What the file claims of the factory, held against this plan. A claim is unknown where the ranges of the inputs reach to both sides of its bound.</p>
<ol class="claims">
${sorted.map(showClaim)}${unjudged.map(
  ({ claim, percentile, figure }) => html`<li class="claim unknown">
<p class="verdict"><i class="dot" aria-hidden="true"></i>not simulated</p>
<div class="said"><p class="words">${claim}</p><p class="why">It is about the twin: percentile ${percentile} of ${figure}.</p></div>
</li>
`,
)}</ol>
`,
  );
}

function showClaim(requirement: CheckedRequirement): Html {
  const { claim, saidBy, verdict, value, bound, unit, relation, why, source } = requirement;
  return html`<li class="claim ${verdict}">
<p class="verdict"><i class="dot" aria-hidden="true"></i>${WORDS[verdict].one}</p>
<div class="said"><p class="words">${claim}</p><p class="why">${why}</p>${saidBy && html`<p class="source">Said by: ${saidBy}</p>`}</div>
<div class="measure"><p class="value">${showQuantity(value, unit)}</p><p class="bound">${relation === 'atLeast' ? 'at least' : 'at most'} ${showQuantity(bound, unit)}${source === 'twin' && ', on the twin'}</p>${gauge(gaugeOf(requirement))}<p class="margin">${marginText(requirement)}</p></div>
</li>
`;
}

/** A gauge shows margins of up to half of the bound on either side; for dates, of up to a year. */
const REACH = 0.5;

function gaugeOf({ relation, bound, margin, range, unit }: CheckedRequirement): Gauge {
  const sign = relation === 'atLeast' ? 1 : -1;
  const [size, reach] = unit === 'date' ? [1, YEAR_S] : [Math.abs(bound) || 1, REACH];
  const place = (distance: number) => Math.min(Math.max((distance / reach + 1) / 2, 0), 1);
  const ends = range.map((end) => place((sign * (end - bound)) / size));
  return { value: place(margin), low: Math.min(...ends), high: Math.max(...ends) };
}

/** `3.8% short`, `216 d to spare`. */
function marginText({ margin, unit, bound }: CheckedRequirement): string {
  if (margin === 0) return 'exactly the bound';
  return `${sizeOf(Math.abs(margin), unit, bound)} ${margin < 0 ? 'short' : 'to spare'}`;
}

function sizeOf(size: number, unit: string, bound: number): string {
  if (unit === 'date') return showQuantity(Math.round(size / DAY_S) * DAY_S, 'd');
  return showQuantity(size, bound === 0 ? unit : '%');
}
