import type { Known } from '../base/index.ts';
import type { Written } from './scalars.ts';

/** The readable part of a faulty file; the rest is absent or undefined. */
export type Draft<T> = T extends Known | Written | string | number | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly (Draft<Item> | undefined)[]
    : { readonly [Key in keyof T]?: Draft<T[Key]> | undefined };
