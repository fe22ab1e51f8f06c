export { Assistant, type AssistantParts, type ChatReader, type Quota } from './assistant.ts';
export { Assistants } from './assistants.ts';
export { conversingAnswerers } from './conversing.ts';
export { dotOf, readPicture, type Sight } from './diagrams/read-picture.ts';
export { embeddedAnswerer } from './embedded.ts';
export { chatAsMarkdown } from './export.ts';
export type { ModelDoor } from './model-door.ts';
export type {
  Answerer,
  AnswerRequest,
  ChatFile,
  ChatRow,
  ChatStore,
  KeptChat,
  KeptFile,
  KeptMessage,
} from './port.ts';
export { type OpenedPassages, openPassages } from './retrieval/index.ts';
