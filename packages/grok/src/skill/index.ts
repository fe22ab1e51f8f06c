export type { AnswerFigure, Said } from './ask/figures.ts';
export { openSkill, PACKAGED_FACTORY } from './ask/open.ts';
export type { AskedFile, RunOperation } from './ask/run-call.ts';
export { type Answered, type Asked, type Reading, Skill, type Speaker } from './ask/skill.ts';
export { type Call, OPERATIONS } from './call/call.ts';
export { type Evaluation, evaluate } from './evaluate/evaluate.ts';
export { type QuestionRow, readQuestions } from './evaluate/questions.ts';
export { skillLessons } from './generate/lessons.ts';
