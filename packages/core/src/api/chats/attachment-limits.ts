/** What may be attached to a question. */
export const ATTACHMENT_LIMITS = {
  /** Of one question. */
  files: 8,
  /** Of one file as it is sent, bytes. */
  bytes: 8_000_000,
  /** Of a picture as it is sent: more than any screen or camera in use, and little enough to unpack. */
  pixels: 64_000_000,
  /** Longest side of a picture as it is kept, pixels: what models that see read at most. */
  side: 2048,
  /** Of a name, characters. */
  name: 120,
} as const;
