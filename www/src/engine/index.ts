/** The engine's public face: what an application imports. */
export { createEngine } from "./create";
export { AttentionError } from "./errors";
export type {
  AttentionMask, AttentionRequest, AttentionResult, AttentionWindow, Backend, BackendChange, CallOptions, Engine, EngineInfo,
  EngineMemory, EngineOptions, ExamReport, ExamRequest, HeadsRequest, KeptAttention, Operand, Precision, ProjectRequest, ModelFiles, ModelInfo, ModelName, Reading, ScoreStage, SentenceRequest, Tensor, UploadOptions,
} from "./types";
