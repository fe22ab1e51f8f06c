export { compare, type Difference, holm } from './compare.ts';
export { type Heat, type Place, Race, type RaceOptions, type Standing } from './race.ts';
