export type { LaterAssistant } from './chat-routes.ts';
export { type ConsoleFiles, findConsole, readConsole } from './console-files.ts';
export { type LaterGateway, laterGateway } from './mounted-gateway.ts';
export type { PeopleBooks } from './people-routes.ts';
export { type Served, type ServeOptions, serve } from './serve.ts';
export { serveMcp } from './serve-mcp.ts';
