/** The engine's public face: what an application imports. */
export { createEngine } from "./create";
export { AttentionError } from "./errors";
export type {
  AttentionMask, AttentionRequest, AttentionResult, AttentionWindow, CallOptions, Engine, EngineInfo, EngineOptions,
  ScoreStage, SentenceRequest,
} from "./types";
