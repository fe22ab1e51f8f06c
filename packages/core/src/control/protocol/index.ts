export * from './command.ts';
export * from './decision.ts';
export * from './event.ts';
export * from './ids.ts';
export * from './micros.ts';
export * from './policy.ts';
export * from './timers.ts';
export * from './topology.ts';
