/** The engine's public face: what an application imports. */
export { createEngine } from "./create";
export { AttentionError } from "./errors";
export type {
  AttentionRequest, AttentionResult, CallOptions, Engine, EngineInfo, EngineOptions, Mask, ScoreStage, TraceRequest,
} from "./types";
