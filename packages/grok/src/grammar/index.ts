export { type Constraint, GrammarCompiler, type Vocabulary } from './constraint.ts';
export { toGbnf } from './gbnf.ts';
export * from './grammar.ts';
export * from './json.ts';
