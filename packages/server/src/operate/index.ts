export {
  ControlLost,
  type ControlPlane,
  ControlRefused,
  connectControl,
  type LogStreamQuery,
  type Orderer,
  type ServiceControl,
  type StreamQuery,
} from './client.ts';
export { type ControlLogLine, readControlLog } from './control-log.ts';
export { type Move, moveJournals } from './move-journals.ts';
export { startControl } from './start-daemon.ts';
