import { isQuick, operateQuick } from '@gigafactory/core/api';
import { answerWith } from './answering.ts';
import type { Operations } from './types.ts';

/*
 * One script for every worker. What the first page needs is in it; twin, searches and reports are loaded by the worker
 * that is first asked for them, so that nothing travels twice.
 */
answerWith(async (name, input) => {
  if (name === 'report') {
    const { writeReport } = await import('./answer-report.ts');
    return { ok: true, value: writeReport(input as Operations['report']['input']) };
  }
  if (name !== 'judge' && name !== 'sumUp' && name !== 'resume' && isQuick(name)) {
    return operateQuick(name, input as Operations[typeof name]['input']);
  }
  const { answerLong } = await import('./answer-long.ts');
  return answerLong(name, input);
});
