export * from './answers.ts';
export * from './contract.ts';
