const BLOCK = 512;

/** A file of a tar archive (ustar), readable for its owner only. Its name has 99 bytes at most. */
export function tarEntry(name: string, text: string): Uint8Array {
  const body = Buffer.from(text);
  const padding = Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK);
  return Buffer.concat([headerOf(name, body.length), body, padding]);
}

/** What an archive ends with. */
export function tarEnd(): Uint8Array {
  return Buffer.alloc(2 * BLOCK);
}

function headerOf(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) > 99) throw new RangeError(`${name} is too long a name for a tar`);
  const header = Buffer.alloc(BLOCK);
  const put = (offset: number, text: string) => header.write(text, offset, 'utf8');
  put(0, name);
  put(100, '0000600\0');
  put(108, '0000000\0');
  put(116, '0000000\0');
  put(124, `${size.toString(8).padStart(11, '0')}\0`);
  // Always the same, so that the same run gives the same archive.
  put(136, '00000000000\0');
  put(148, '        ');
  put(156, '0');
  put(257, 'ustar\0' + '00');
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return header;
}
