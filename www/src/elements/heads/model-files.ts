/** The shipped model and what is known of its heads. */
import type { ModelFiles } from "../../engine";
import type { HeadReport } from "../../trace/generated/HeadReport";
import { fetchBytes } from "../shared/fetch-bytes";
import { modelFiles } from "../shared/model-files";
import { reportFile } from "./report-file";

export interface StudiedModel {
  readonly files: ModelFiles;
  readonly report: HeadReport;
}

/** Fetches all three. Rejects with a reason that a reader can be told. */
export async function fetchModel(): Promise<StudiedModel> {
  const [config, tensors, report] = await Promise.all([fetchBytes(modelFiles.config), fetchBytes(modelFiles.tensors), fetchBytes(reportFile)]);
  return { files: { config, tensors }, report: JSON.parse(new TextDecoder().decode(report)) as HeadReport };
}
