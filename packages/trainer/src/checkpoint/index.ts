export { loadCheckpoint, packCheckpoint, type Subject, saveCheckpoint } from './checkpoint.ts';
export { CheckpointError, syncFolder, writeDurably } from './files.ts';
export { fromHalf, toHalf } from './half.ts';
export { type Precision, readSafetensors, type Tensor, writeSafetensors } from './safetensors.ts';
