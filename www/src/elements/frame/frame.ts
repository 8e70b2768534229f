/** The inside of a frame: one scene as the address has it, which tells the page around it how high it is. */
import "../scene/scene";
import type { HeadwiseScene } from "../scene/scene";
import { readToFrame, type FromFrame } from "./protocol";

const told = ["ready", "beatchange", "cellselect", "backendchange", "check", "settingschange", "error"].map((name) => `headwise-${name}`);

/** Gives the element the attributes that stand in the address, and answers the page around the frame. */
export function startFrame(scene: HeadwiseScene, search: string): void {
  for (const [name, value] of new URLSearchParams(search)) {
    if ((scene.constructor as typeof HeadwiseScene).observedAttributes.includes(name)) scene.setAttribute(name, value);
  }
  /** Whom to tell: the origin that said hello. */
  let host: string | null = null;
  const post = (message: FromFrame): void => {
    if (host !== null) window.parent.postMessage(message, host);
  };
  const tellHeight = (): void => post({ headwise: 1, type: "height", height: Math.ceil(scene.getBoundingClientRect().height) });
  window.addEventListener("message", ({ data, origin, source }) => {
    if (source !== window.parent || (host !== null && origin !== host)) return;
    const message = readToFrame(data);
    if (message === null || (host === null && message.type !== "hello")) return;
    // A page on disk has no origin that could be named.
    host = origin === "null" ? "*" : origin;
    if (message.type === "hello") tellHeight();
    else if (message.type === "seek") scene.seek(message);
    else scene[message.type]();
  });
  for (const name of told) {
    scene.addEventListener(name, (event) => post({ headwise: 1, type: "event", name, detail: (event as CustomEvent<unknown>).detail }));
  }
  new ResizeObserver(tellHeight).observe(scene);
}
