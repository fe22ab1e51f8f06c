import { answerTwin, compareLives, operate } from '@gigafactory/core/api';
import { answerWith } from './answering.ts';
import type { Operations } from './types.ts';

answerWith((name, input) => {
  if (name === 'sumUp') {
    const { request, parts } = input as Operations['sumUp']['input'];
    return answerTwin(request, parts);
  }
  if (name === 'compareLives') {
    const { first, second } = input as Operations['compareLives']['input'];
    return { ok: true, value: compareLives(first, second) };
  }
  return operate(name, input as Operations[typeof name]['input']);
});
