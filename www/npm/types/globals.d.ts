import type { HeadwiseElement } from "./elements.js";

declare global {
  interface HTMLElementTagNameMap {
    "headwise-scene": HeadwiseElement;
    "headwise-playground": HeadwiseElement;
  }
}
