/** The shipped model and what is known of its heads, as files beside the script. */
import type { ModelFiles } from "../../engine";
import type { HeadReport } from "../../trace/generated/HeadReport";

const addresses = {
  config: new URL("../../../public/model/config.json", import.meta.url),
  tensors: new URL("../../../public/model/model.safetensors", import.meta.url),
  report: new URL("../../../public/model/heads.json", import.meta.url),
};

export interface StudiedModel {
  readonly files: ModelFiles;
  readonly report: HeadReport;
}

/** Fetches all three. Rejects with a reason that a reader can be told. */
export async function fetchModel(): Promise<StudiedModel> {
  const [config, tensors, report] = await Promise.all([addresses.config, addresses.tensors, addresses.report].map(fetched));
  if (config === undefined || tensors === undefined || report === undefined) throw new Error("the model is not complete");
  return { files: { config, tensors }, report: JSON.parse(new TextDecoder().decode(report)) as HeadReport };
}

async function fetched(address: URL): Promise<Uint8Array> {
  const response = await fetch(address).catch(() => null);
  if (response === null) throw new Error("its files could not be fetched");
  if (!response.ok) throw new Error(`${address.pathname} answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
