import { answerTwin, judgeRequirements, operate } from '@gigafactory/core/api';
import type { Question } from './answering.ts';
import { resumeStudy } from './studies.ts';
import type { Answer, OperationName, Operations } from './types.ts';

/** Answers what takes a twin or a search. */
export function answerLong(
  name: Exclude<OperationName, 'report'>,
  input: Question['input'],
): Answer<OperationName> {
  if (name === 'sumUp') {
    const { request, parts } = input as Operations['sumUp']['input'];
    return answerTwin(request, parts);
  }
  if (name === 'judge') {
    const { file, lived } = input as Operations['judge']['input'];
    return judgeRequirements(file, lived);
  }
  if (name === 'resume') return resumeStudy(input as Operations['resume']['input']);
  return operate(name, input as Operations[typeof name]['input']);
}
