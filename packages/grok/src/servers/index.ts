export { type ServedModel, serveHere } from './embedded.ts';
export { type LlamaOptions, serveByLlama } from './llama-cpp.ts';
export {
  type EndReason,
  type GenerateRequest,
  ModelFailure,
  type ModelServer,
} from './port.ts';
export { serveInThreads, type ThreadOptions } from './threads.ts';
