export type { DoctorFinding } from '../engine/finding.ts';
