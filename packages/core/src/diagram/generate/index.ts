export { GENERATORS } from './formats.ts';
export { Chance, type MadeGraph } from './graph.ts';
export type { Estimate, Measure } from './measure.ts';
export { type DrawnPicture, drawPicture } from './pictures.ts';
export { questionsOf, type SetQuestion } from './questions.ts';
export { type Rated, type Rating, rate, ratingOf } from './rate.ts';
export { SKETCH_KINDS, type SketchKind } from './sketches.ts';
