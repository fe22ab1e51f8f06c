import { answerTwin, operate } from '@gigafactory/core/api';
import { answerWith } from './answering.ts';
import type { Operations } from './types.ts';

answerWith((name, input) => {
  if (name === 'sumUp') {
    const { request, parts } = input as Operations['sumUp']['input'];
    return answerTwin(request, parts);
  }
  return operate(name, input as Operations[typeof name]['input']);
});
