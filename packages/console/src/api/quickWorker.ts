import { operateQuick, type QuickName } from '@gigafactory/core/api';
import { answerWith } from './answering.ts';
import type { Operations } from './types.ts';

// Everything the first page needs; the twin and the searches are in the other worker.
answerWith((name, input) =>
  operateQuick(name as QuickName, input as Operations[QuickName]['input']),
);
