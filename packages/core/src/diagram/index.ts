export * from './ask/ask.ts';
export { kindOf, linksOf } from './ask/links.ts';
export * from './diagram.ts';
export { LIMITS } from './fault.ts';
export { readDiagram } from './read-diagram.ts';
export { type Redrawn, redraw } from './redraw/redraw.ts';
