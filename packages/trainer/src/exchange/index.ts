export { PeerLost } from './channel.ts';
export { Company } from './company.ts';
export type { Group } from './group.ts';
export type { Identity } from './handshake.ts';
export { Lobby } from './lobby.ts';
