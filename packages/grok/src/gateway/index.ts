export type { BookStore } from './books/book-store.ts';
export { gatewaySchema } from './config/shape.ts';
export { type ApiKey, type MadeKey, makeKey, readKeys, revokeKeys } from './keys/key-file.ts';
export {
  GATEWAY_FILE,
  keyFile,
  type OpenedGateway,
  type OpenGateway,
  openGateway,
} from './open.ts';
export type { LookAtServices } from './services/fleet.ts';
export * from './upstream.ts';
