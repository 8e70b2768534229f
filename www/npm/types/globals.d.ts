import type { HeadwiseElement, MapElement } from "./elements.js";

declare global {
  interface HTMLElementTagNameMap {
    "headwise-scene": HeadwiseElement;
    "headwise-playground": HeadwiseElement;
    "headwise-map": MapElement;
    "headwise-cost": HTMLElement;
    "headwise-heads": HTMLElement;
  }
}
