export { type RasterOrder, rasterise } from './attachments/rasterise.ts';
export { takeFile } from './attachments/take.ts';
export * from './batch/index.ts';
export { openChats } from './chats/open.ts';
export * from './engine/cluster/index.ts';
export * from './engine/gang/index.ts';
export * from './engine/kubernetes/index.ts';
export * from './engine/local/index.ts';
export * from './engine/slurm/index.ts';
export { openBooks, readBooks } from './gateway-books.ts';
export {
  type ConsoleFiles,
  findConsole,
  type LaterGateway,
  laterGateway,
  readConsole,
  type Served,
  type ServeOptions,
  serve,
} from './http/index.ts';
export * from './journal/index.ts';
export * from './threads/index.ts';
