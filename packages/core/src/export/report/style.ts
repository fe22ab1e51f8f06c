/** How a report looks: on screens of any width, light or dark, and on A4 or Letter. The tokens are the console's. */
export const STYLE = `
:root {
  color-scheme: light;
  --ground: oklch(0.985 0.002 250); --raised: oklch(1 0 0);
  --line: oklch(0.9 0.005 250); --line-2: oklch(0.76 0.008 250);
  --ink: oklch(0.21 0.012 255); --ink-2: oklch(0.41 0.012 255); --ink-3: oklch(0.5 0.012 255);
  --accent: oklch(0.5 0.19 262);
  --good: oklch(0.5 0.12 165); --bad: oklch(0.52 0.2 27); --unknown: oklch(0.54 0.11 70);
  --good-wash: oklch(0.95 0.03 165); --bad-wash: oklch(0.955 0.022 27); --unknown-wash: oklch(0.955 0.03 78);
  --s1: oklch(0.53 0.13 245); --s2: oklch(0.74 0.15 72); --s3: oklch(0.6 0.12 165); --s4: oklch(0.6 0.18 45);
  --s5: oklch(0.74 0.1 236); --s6: oklch(0.65 0.13 345); --s7: oklch(0.8 0.13 104); --s8: oklch(0.6 0.012 250);
  --sans: Inter, "Helvetica Neue", "Segoe UI", Roboto, "Liberation Sans", system-ui, sans-serif;
  --code: ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    color-scheme: dark;
    --ground: oklch(0.17 0.006 255); --raised: oklch(0.205 0.007 255);
    --line: oklch(0.29 0.009 255); --line-2: oklch(0.43 0.012 255);
    --ink: oklch(0.95 0.004 255); --ink-2: oklch(0.78 0.008 255); --ink-3: oklch(0.68 0.01 255);
    --accent: oklch(0.75 0.13 258);
    --good: oklch(0.76 0.13 165); --bad: oklch(0.72 0.16 27); --unknown: oklch(0.8 0.12 78);
    --good-wash: oklch(0.25 0.03 165); --bad-wash: oklch(0.26 0.045 27); --unknown-wash: oklch(0.26 0.035 78);
    --s1: oklch(0.65 0.13 248); --s2: oklch(0.79 0.14 75); --s3: oklch(0.7 0.12 165); --s4: oklch(0.68 0.17 45);
    --s5: oklch(0.82 0.08 236); --s6: oklch(0.74 0.11 345); --s7: oklch(0.87 0.12 104); --s8: oklch(0.64 0.012 250);
  }
}
* { box-sizing: border-box; margin: 0; }
html { background: var(--ground); }
body {
  max-width: 1040px; margin: 0 auto; padding: 56px 32px 96px; color: var(--ink); background: var(--ground);
  font: 15px/1.5 var(--sans); font-feature-settings: "tnum" 1; overflow-wrap: break-word;
}
h1 { font-size: 44px; line-height: 1.1; letter-spacing: -0.02em; font-weight: 650; text-wrap: balance; }
h2 { font-size: 26px; line-height: 1.2; letter-spacing: -0.012em; font-weight: 650; margin-bottom: 12px; }
h3 { font-size: 18px; line-height: 1.3; font-weight: 650; margin: 28px 0 8px; }
h4 { font-size: 15px; font-weight: 650; margin: 24px 0 4px; }
a { color: var(--accent); text-underline-offset: 2px; }
a:focus-visible, [tabindex]:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
ul, ol { list-style: none; padding: 0; }
code { font: 0.87em/1.4 var(--code); overflow-wrap: anywhere; }
.quiet { color: var(--ink-3); }
.lead { color: var(--ink-2); max-width: 68ch; margin-bottom: 16px; }
.kicker { font-size: 13px; font-weight: 600; color: var(--accent); margin-bottom: 8px; }
.about { font-size: 19px; line-height: 1.45; color: var(--ink-2); max-width: 62ch; margin-top: 16px; text-wrap: pretty; }
.made, .changes { color: var(--ink-3); font-size: 13px; margin-top: 16px; }
.changes { margin-top: 4px; }
.warning { margin-top: 24px; padding: 12px 16px; background: var(--bad-wash); border-left: 4px solid var(--bad); }
section { margin-top: 72px; }
article { margin-top: 8px; }
article + article { margin-top: 48px; }

.counts { display: flex; flex-wrap: wrap; gap: 8px 28px; margin-top: 32px; font-size: 19px; }
.counts li { display: flex; align-items: center; gap: 8px; }
.counts b { font-weight: 650; }
.fails { --tone: var(--bad); --wash: var(--bad-wash); }
.unknown { --tone: var(--unknown); --wash: var(--unknown-wash); }
.holds { --tone: var(--good); --wash: var(--good-wash); }
.dot { width: 12px; height: 12px; flex: none; background: var(--tone); border-radius: 50%; }
.fails .dot { border-radius: 1px; transform: rotate(45deg) scale(0.85); }
.unknown .dot { background: none; border: 3px solid var(--tone); }

.dials { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1px; margin: 33px 1px 0; }
.dials li { background: var(--raised); padding: 16px; min-width: 0; box-shadow: 0 0 0 1px var(--line); }
.dials .name { font-size: 13px; color: var(--ink-2); }
.dials .big { font-size: 27px; line-height: 1.25; font-weight: 600; letter-spacing: -0.02em; margin: 4px 0; }
.dials .unit { font-size: 0.52em; font-weight: 500; letter-spacing: 0; color: var(--ink-2); margin-left: 0.25em; }
.dials .range { font-size: 12.5px; color: var(--ink-2); min-height: 1.5em; }
.basis { display: inline-flex; align-items: baseline; gap: 6px; font-size: 12.5px; color: var(--ink-2); }
.mark { width: 8px; height: 8px; flex: none; border: 1.5px solid var(--ink-2); border-radius: 50%; }
.mark.stated { border-radius: 0; background: var(--ink-2); }
.mark.planned { background: var(--ink-2); }
.mark.resting { background: linear-gradient(90deg, var(--ink-2) 50%, transparent 50%); }
.marks { display: flex; flex-wrap: wrap; gap: 2px 20px; margin-top: 12px; }
.marks-note { font-size: 12.5px; color: var(--ink-3); }

nav { margin-top: 40px; border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); padding: 12px 0; }
nav ol { display: flex; flex-wrap: wrap; gap: 0 20px; font-size: 14px; }
nav a { color: var(--ink-2); text-decoration: none; display: inline-block; padding: 4px 0; }
nav a:hover { color: var(--accent); text-decoration: underline; }

.claim {
  display: grid; grid-template-columns: 96px minmax(0, 1fr) 216px; gap: 4px 24px; padding: 16px 0;
  border-top: 1px solid var(--line);
}
.claim:last-child { border-bottom: 1px solid var(--line); }
.claim .verdict { display: flex; align-items: center; gap: 8px; height: 1.5em; font-weight: 600; color: var(--tone); }
.claim .words { font-weight: 600; }
.claim .why { color: var(--ink-2); font-size: 14px; margin-top: 2px; }
.claim .source { color: var(--ink-3); font-size: 13px; margin-top: 2px; }
.claim .value { font-size: 19px; line-height: 1.2; font-weight: 600; letter-spacing: -0.01em; }
.claim .bound, .claim .margin { font-size: 13px; color: var(--ink-2); }
.claim ul.why { padding-left: 16px; list-style: disc; }

.table { overflow-x: auto; margin-top: 20px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; line-height: 1.4; }
caption { text-align: left; font-weight: 600; padding-bottom: 6px; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 7px 20px 7px 0; border-top: 1px solid var(--line); font-weight: 400; }
thead th { color: var(--ink-3); font-size: 12.5px; border-top: 0; border-bottom: 1px solid var(--line-2); vertical-align: bottom; }
tbody tr:first-child > * { border-top: 0; }
.number { text-align: right; white-space: nowrap; }
.wide { min-width: 260px; }
table:has(.wide) tbody th { min-width: 220px; }
th:last-child, td:last-child { padding-right: 0; }
td b { font-weight: 600; }
.mini { display: inline-flex; align-items: center; gap: 6px; color: var(--tone); font-weight: 600; }
.mini .dot { width: 9px; height: 9px; }
.mini.unknown .dot { border-width: 2px; }
.facts .warning { margin-top: 8px; padding: 6px 12px; }
.side-by-side thead th { overflow-wrap: anywhere; }
.side-by-side .quiet { font-size: 12.5px; }
.side-by-side th:first-child { min-width: 150px; }
th code { color: var(--ink-3); }

.facts { margin: 8px 0 4px; }
.facts div { display: grid; grid-template-columns: 180px minmax(0, 1fr); gap: 0 24px; padding: 5px 0; }
.facts dt { color: var(--ink-3); }
.facts dd { margin: 0; }
.doubts { color: var(--ink-2); font-size: 14px; margin-top: 8px; }
ul.doubts { list-style: disc; padding-left: 18px; margin-top: 2px; }

figure { margin: 20px 0 0; }
svg { display: block; overflow: visible; }
svg text { font: 13px var(--sans); fill: var(--ink-2); }
svg .strong { fill: var(--ink); font-weight: 600; }
svg .axis { font-size: 11.5px; fill: var(--ink-3); }
svg .tick { stroke: var(--line); }
svg .limit { stroke: var(--bad); stroke-width: 2; }
rect.s1 { fill: var(--s1); } rect.s2 { fill: var(--s2); } rect.s3 { fill: var(--s3); } rect.s4 { fill: var(--s4); }
rect.s5 { fill: var(--s5); } rect.s6 { fill: var(--s6); } rect.s7 { fill: var(--s7); } rect.s8 { fill: var(--s8); }
.swatch { width: 10px; height: 10px; flex: none; align-self: center; }
i.s1 { background: var(--s1); } i.s2 { background: var(--s2); } i.s3 { background: var(--s3); } i.s4 { background: var(--s4); }
i.s5 { background: var(--s5); } i.s6 { background: var(--s6); } i.s7 { background: var(--s7); } i.s8 { background: var(--s8); }
i.limit { background: var(--bad); width: 2px; }
.legend { display: grid; grid-template-columns: repeat(auto-fill, minmax(290px, 1fr)); gap: 2px 40px; margin-top: 10px; font-size: 14px; }
.legend li { display: grid; grid-template-columns: 10px 1fr auto 44px; gap: 8px; }
.legend b { font-weight: 600; }
.legend .quiet { text-align: right; }
.keys { display: flex; flex-wrap: wrap; gap: 2px 16px; margin-top: 8px; font-size: 13px; color: var(--ink-2); }
.keys li { display: flex; gap: 6px; }
.gauge { margin: 6px 0 2px; }
.gauge .good-side { fill: var(--good-wash); } .gauge .bad-side { fill: var(--bad-wash); }
.gauge .span { fill: var(--tone); opacity: 0.4; }
.gauge line { stroke: var(--ink-2); stroke-width: 1.5; }
.gauge circle { fill: var(--tone); }

.sources li { padding: 10px 0; border-top: 1px solid var(--line); font-size: 14px; }
.sources .title { font-weight: 600; }
.sources .where { color: var(--ink-2); }
.sources .link { overflow-wrap: anywhere; }
.file { font: 12.5px/1.55 var(--code); background: var(--raised); border: 1px solid var(--line); padding: 16px; white-space: pre-wrap; overflow-wrap: anywhere; }
.file code { font: inherit; }
mark { background: var(--bad-wash); color: inherit; box-shadow: -8px 0 var(--bad); }
footer { margin-top: 72px; border-top: 1px solid var(--line); padding-top: 12px; font-size: 13px; color: var(--ink-3); }

@media screen and (max-width: 720px) {
  body { padding: 28px 16px 64px; }
  h1 { font-size: 32px; }
  h2 { font-size: 22px; }
  section { margin-top: 52px; }
  .about { font-size: 17px; }
  .dials { grid-template-columns: repeat(2, 1fr); }
  .dials li { padding: 12px; }
  .dials .big { font-size: 21px; }
  .claim { grid-template-columns: minmax(0, 1fr); gap: 6px; }
  .facts div { grid-template-columns: minmax(0, 1fr); padding: 7px 0; }
  .legend { grid-template-columns: minmax(0, 1fr); }
  table { font-size: 13px; }
  th, td { padding-right: 10px; }
  .number { white-space: normal; }
  tbody th { min-width: 92px; }
  table:has(.wide) tbody th { min-width: 140px; }
}

@page { margin: 18mm 16mm 20mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; color: #555; } }
@page { @bottom-left { font: 9pt sans-serif; color: #555; } }
@media print {
  :root { --ground: #fff; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  h1 { font-size: 30pt; }
  h2 { font-size: 17pt; }
  h3 { font-size: 12.5pt; }
  .about { font-size: 12.5pt; }
  h2, h3, h4, caption, .lead { break-after: avoid; }
  section { margin-top: 32pt; }
  #requirements, #assumptions, #file { break-before: page; margin-top: 0; }
  tr, figure, .claim, .dials, .sources li, .facts div { break-inside: avoid; }
  thead { display: table-header-group; break-after: avoid; }
  tbody tr:nth-child(-n + 2), tbody tr:last-child, .claim:last-child, .sources li:last-child { break-before: avoid; }
  .table { overflow: visible; }
  .side-by-side th, .side-by-side td { padding-right: 6pt; }
  .side-by-side .number { white-space: normal; }
  .side-by-side th:first-child { min-width: 0; }
  .side-by-side .quiet { font-size: 7.8pt; }
  table, .claim .why, .legend, .sources li, .facts { font-size: 8.8pt; }
  thead th, .basis, .dials .range, .marks-note, .claim .bound, .claim .margin { font-size: 8pt; }
  .made, .changes, .claim .source, .doubts, .keys, nav ol { font-size: 8.8pt; }
  .basis { white-space: nowrap; }
  th, td { padding: 3.5pt 12pt 3.5pt 0; }
  .dials .big { font-size: 17pt; }
  .dials li { padding: 9pt; }
  .claim { padding: 8pt 0; grid-template-columns: 78px minmax(0, 1fr) 170px; }
  .file { font-size: 7.5pt; border: 0; padding: 0; }
  a { color: inherit; text-decoration: none; }
  nav { margin-top: 20pt; }
}
`;
