/** What the thread is asked, and what it answers. */
export interface EncoderRequest {
  readonly id: number;
  readonly texts: readonly string[];
}
export type EncoderAnswer =
  | { readonly id: number; readonly numbers: Float32Array }
  | { readonly id: number; readonly problem: string };
