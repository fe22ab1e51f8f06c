export { Assistant, type AssistantParts, type ChatReader } from './assistant.ts';
export { conversingAnswerers, type ModelDoor } from './conversing.ts';
export { embeddedAnswerer } from './embedded.ts';
export { chatAsMarkdown } from './export.ts';
export type {
  Answerer,
  AnswerRequest,
  ChatRow,
  ChatStore,
  KeptChat,
  KeptMessage,
} from './port.ts';
export { type OpenedPassages, openPassages } from './retrieval/index.ts';
