export { type Life, scenarioOf } from './scenario.ts';
