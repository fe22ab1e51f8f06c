import { ok } from '@gigafactory/core/base';
import { FactoryDocument } from './document.ts';

/** A served text that is no file. */
export function documentOf(name: string, text: string): Promise<FactoryDocument> {
  return FactoryDocument.open({ name, text, readBeside: async () => ok({}) });
}
