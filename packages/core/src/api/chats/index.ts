export * from './answers.ts';
export { ATTACHMENT_LIMITS, type Attachment, attachment } from './attachments.ts';
export * from './contract.ts';
