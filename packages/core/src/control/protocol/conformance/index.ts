export {
  CONFORMANCE_CASES,
  type ConformanceOptions,
  type Exception,
  type Frame,
  runConformance,
} from './run.ts';
export type { Hurt, NewEngine, Setting, Subject } from './subject.ts';
