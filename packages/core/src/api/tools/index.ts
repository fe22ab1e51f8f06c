export {
  type AnswerOperation,
  openToolbox,
  runTool,
  type ToolAnswer,
  type Toolbox,
  type ToolSite,
} from './call.ts';
export { ORDERS, type Proposal } from './propose.ts';
export type { Json, JsonObject } from './shorten.ts';
export { type Cut, listTools, PROPOSAL_TOOL, type Tool, toolNames } from './tool.ts';
