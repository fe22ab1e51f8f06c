export * from './adamw.ts';
export * from './gradient.ts';
export * from './state.ts';
export * from './tree.ts';
