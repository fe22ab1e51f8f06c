/** The version of this program: what a journal says it was written by. */
export const PROGRAM_VERSION = '0.1.0';
