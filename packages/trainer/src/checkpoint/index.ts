export { loadCheckpoint, packCheckpoint, type Subject, saveCheckpoint } from './checkpoint.ts';
export { CheckpointError } from './files.ts';
