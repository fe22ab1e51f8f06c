export type { BookStore } from './books/book-store.ts';
export type { Budget, Budgets, UsageGroup } from './books/usage-report.ts';
export { GATEWAY_FILE } from './config/read.ts';
export { gatewaySchema } from './config/shape.ts';
export { type DirectDoor, type DirectParts, directDoor } from './direct.ts';
export type { InnerDoors, InnerModel, InnerRequest, PersonalDoor, Standing } from './inner.ts';
export { type ApiKey, type MadeKey, makeKey, readKeys, revokeKeys } from './keys/key-file.ts';
export {
  checkGateway,
  keyFile,
  type NamedUsage,
  type OpenedGateway,
  type OpenGateway,
  openGateway,
  readUsage,
} from './open.ts';
export type { LookAtServices } from './services/fleet.ts';
export * from './upstream.ts';
