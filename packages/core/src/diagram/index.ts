export * from './ask/ask.ts';
export * from './diagram.ts';
export { LIMITS } from './fault.ts';
export { readDiagram } from './read-diagram.ts';
