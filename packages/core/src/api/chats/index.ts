export * from './answers.ts';
export { ATTACHMENT_LIMITS } from './attachment-limits.ts';
export { type Attachment, attachment } from './attachments.ts';
export * from './contract.ts';
