import { inputError } from './failure.ts';

/**
 * Starts a server on a port.
 * @throws InputError `serve.port` if neither it nor one after it can be used
 */
export async function onPort<T>(port: number, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    throw inputError('serve.port', `Port ${port} and the ports after it cannot be used (${code}).`);
  }
}

/** What to say of a port that was not the one that was wanted. */
export function movedFrom(wanted: number, port: number): string[] {
  return wanted !== 0 && port !== wanted ? [`Port ${wanted} is taken.`] : [];
}
