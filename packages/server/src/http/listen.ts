import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens on this machine only. */
export interface Listening {
  /** `http://127.0.0.1:4600/`. */
  readonly url: string;
  readonly port: number;
  /** Accepts no new requests, gives those under way a moment, and stops. */
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const FURTHER_PORTS = 20;
/** Longer than clients and proxies keep a connection idle, so that none is closed as a request is sent over it. */
const IDLE_MS = 75_000;
const LAST_MOMENT_MS = 1000;

/**
 * Listens on a port or, if it is in use, on the next free one of the following 20; 0 takes any. Rejects with the system's
 * error (`EADDRINUSE`, `EACCES`) if no port is available.
 */
export async function listenHere(listener: RequestListener, first: number): Promise<Listening> {
  const server = createServer(listener);
  server.keepAliveTimeout = IDLE_MS;
  const last = first === 0 ? 0 : Math.min(65_535, first + FURTHER_PORTS);
  for (let port = first; ; port++) {
    try {
      const taken = await listenOn(server, port);
      return { url: `http://${HOST}:${taken}/`, port: taken, stop: () => stop(server) };
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || port >= last) throw error;
    }
  }
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), LAST_MOMENT_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
