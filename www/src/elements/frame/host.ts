/**
 * For the page around: gives every `<iframe data-headwise>` the height that its scene asks for, and fires
 * the scene's events on the iframe. To be loaded as a module from the site of the frame.
 */
import { readFromFrame, type ToFrame } from "./protocol";

const frames = new Map<Window, HTMLIFrameElement>();

function greet(frame: HTMLIFrameElement): void {
  const hello = (): void => {
    if (frame.contentWindow === null) return;
    frames.set(frame.contentWindow, frame);
    const message: ToFrame = { headwise: 1, type: "hello" };
    frame.contentWindow.postMessage(message, new URL(frame.src).origin);
  };
  frame.addEventListener("load", hello);
  hello();
}

window.addEventListener("message", ({ data, origin, source }) => {
  const frame = frames.get(source as Window);
  if (frame === undefined || origin !== new URL(frame.src).origin) return;
  const message = readFromFrame(data);
  if (message === null) return;
  if (message.type === "height") frame.style.height = `${message.height}px`;
  else frame.dispatchEvent(new CustomEvent(message.name, { detail: message.detail, bubbles: true, composed: true }));
});

const seen = new WeakSet<HTMLIFrameElement>();
function look(): void {
  for (const frame of document.querySelectorAll<HTMLIFrameElement>("iframe[data-headwise]")) {
    if (seen.has(frame)) continue;
    seen.add(frame);
    greet(frame);
  }
}
look();
new MutationObserver(look).observe(document, { childList: true, subtree: true });
