export * from './forward.ts';
export * from './shape.ts';
