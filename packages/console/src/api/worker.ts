import { answerTwin, judgeRequirements, operate } from '@gigafactory/core/api';
import { answerWith } from './answering.ts';
import type { Operations } from './types.ts';

answerWith((name, input) => {
  if (name === 'sumUp') {
    const { request, parts } = input as Operations['sumUp']['input'];
    return answerTwin(request, parts);
  }
  if (name === 'judge') {
    const { file, lived } = input as Operations['judge']['input'];
    return judgeRequirements(file, lived);
  }
  return operate(name, input as Operations[typeof name]['input']);
});
