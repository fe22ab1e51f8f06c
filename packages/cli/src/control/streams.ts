import type { LogEntry, RunEntry } from '@gigafactory/core/api';
import type { ControlPlane, LogStreamQuery, StreamQuery } from '@gigafactory/server/operate';
import type { findEither } from './find-run.ts';
import { isOver } from './is-over.ts';

/** A run or a service. */
export type Found = Awaited<ReturnType<typeof findEither>>;

interface Streams {
  events(query: StreamQuery<number>, signal: AbortSignal): AsyncIterable<RunEntry>;
  logs(query: LogStreamQuery, signal: AbortSignal): AsyncIterable<LogEntry>;
}

/** The streams of a run or a service, and whether nothing more will come of them. */
export function streamsOf(found: Found): {
  readonly open: (plane: ControlPlane) => Streams;
  readonly isDone: (plane: ControlPlane, follow: boolean) => Promise<boolean>;
} {
  const name = 'service' in found ? found.service.service : found.run.run;
  const isService = 'service' in found;
  return {
    open: (plane) => {
      const source = isService ? plane.services : plane;
      return {
        events: (query, signal) => source.events(name, query, signal),
        logs: (query, signal) => source.logs(name, query, signal),
      };
    },
    isDone: (plane, follow) =>
      isService ? isServiceOver(plane, name, follow) : isOver(plane, name, follow),
  };
}

async function isServiceOver(plane: ControlPlane, name: string, follow: boolean): Promise<boolean> {
  if (!follow) return true;
  const answer = await plane.services.service(name);
  return !answer.ok || answer.value.state === 'stopped';
}
