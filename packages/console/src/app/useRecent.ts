import { useCallback, useEffect, useState } from 'react';
import { forgetFile, listRecent, type Recent } from '../state/openFiles.ts';

/** What this browser keeps, the one used last first, and a way to make it forget one. */
export function useRecent(): {
  readonly recent: readonly Recent[];
  readonly forget: (name: string) => void;
} {
  const [recent, setRecent] = useState<readonly Recent[]>([]);
  const read = useCallback(async () => setRecent(await listRecent()), []);
  useEffect(() => {
    void read();
  }, [read]);
  const forget = useCallback((name: string) => void forgetFile(name, () => void read()), [read]);
  return { recent, forget };
}
