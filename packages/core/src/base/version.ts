/** The version of this program, which journals record. */
export const PROGRAM_VERSION = '0.1.0';
