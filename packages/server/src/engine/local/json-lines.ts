import type { Socket } from 'node:net';
import { LineSplitter, parseObject } from '../gang/lines.ts';
import { LONGEST_MESSAGE } from './agent-protocol.ts';

/**
 * Calls back with every JSON object that arrives on a socket. Whatever else arrives ends the connection: the
 * other side is not what it should be.
 */
export function readJsonLines(socket: Socket, hear: (message: object) => void): void {
  const splitter = new LineSplitter(LONGEST_MESSAGE);
  socket.on('data', (chunk) => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    for (const { bytes: line, isWhole } of splitter.push(bytes)) {
      const message = isWhole ? parseObject(line.toString('utf8')) : undefined;
      if (message === undefined) {
        socket.destroy();
        return;
      }
      hear(message);
    }
  });
}

export function sendJsonLine(socket: Socket, message: object): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}
