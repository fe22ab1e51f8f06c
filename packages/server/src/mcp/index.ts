export type { McpParts } from './factory-server.ts';
export { type McpEndpoint, mcpEndpoint } from './http.ts';
export { findDocs } from './library.ts';
export type { Lines } from './line-transport.ts';
export { type LineServer, serveLines } from './stdio.ts';
