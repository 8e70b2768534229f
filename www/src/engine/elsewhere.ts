/** Workers on pages whose origin is not that of the script: a browser refuses those, unless they run from a blob. */

/** One blob for each script. */
const blobs = new Map<string, Promise<string>>();

/** Whether the page has another origin than the script. */
export function isElsewhere(script: string): boolean {
  if (typeof location !== "object") return false;
  const { origin, protocol } = new URL(script, location.href);
  return protocol.startsWith("http") && origin !== location.origin;
}

/**
 * The address of a blob with the script's text, which must name nothing by a relative address.
 * @throws TypeError or Error when the text can't be had.
 */
export function throughBlob(script: string): Promise<string> {
  let blob = blobs.get(script);
  if (!blob) {
    blob = makeBlob(script);
    blobs.set(script, blob);
    // It may be there the next time.
    blob.catch(() => blobs.delete(script));
  }
  return blob;
}

async function makeBlob(script: string): Promise<string> {
  const response = await fetch(script);
  if (!response.ok) throw new Error(`${script} answered ${response.status}`);
  return URL.createObjectURL(new Blob([await response.text()], { type: "text/javascript" }));
}
