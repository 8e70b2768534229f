/**
 * What the page of a frame and the page around it tell each other. Each side takes messages of this
 * version alone, from the window that it talks to, at the origin that it knows.
 */
export const VERSION = 1;

/** From the page around the frame. `hello` is the first, and tells the frame whom to answer. */
export type ToFrame =
  | { readonly headwise: 1; readonly type: "hello" | "play" | "pause" | "step" }
  | { readonly headwise: 1; readonly type: "seek"; readonly scene?: string; readonly beat?: string; readonly t?: number };

/** From the frame: the height in CSS pixels that it needs, and the events of its element. */
export type FromFrame =
  | { readonly headwise: 1; readonly type: "height"; readonly height: number }
  | { readonly headwise: 1; readonly type: "event"; readonly name: string; readonly detail: unknown };

const commands = ["hello", "play", "pause", "step"] as const;
/** More than this is no height of a scene. */
const MOST_PIXELS = 10_000;

/** The message, when it is one to the frame; else null. */
export function readToFrame(data: unknown): ToFrame | null {
  const fields = fieldsOf(data);
  if (fields === null) return null;
  const command = commands.find((name) => name === fields.type);
  if (command !== undefined) return { headwise: VERSION, type: command };
  if (fields.type !== "seek") return null;
  const { scene, beat, t } = fields;
  return {
    headwise: VERSION, type: "seek",
    ...(typeof scene === "string" ? { scene } : {}),
    ...(typeof beat === "string" ? { beat } : {}),
    ...(typeof t === "number" && Number.isFinite(t) ? { t } : {}),
  };
}

/** The message, when it is one from the frame; else null. */
export function readFromFrame(data: unknown): FromFrame | null {
  const fields = fieldsOf(data);
  if (fields === null) return null;
  const { type, height, name, detail } = fields;
  if (type === "height" && typeof height === "number" && height > 0 && height < MOST_PIXELS) return { headwise: VERSION, type, height };
  if (type === "event" && typeof name === "string" && name.startsWith("headwise-")) return { headwise: VERSION, type, name, detail };
  return null;
}

function fieldsOf(data: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof data !== "object" || data === null || !("headwise" in data) || data.headwise !== VERSION) return null;
  return data as Readonly<Record<string, unknown>>;
}
