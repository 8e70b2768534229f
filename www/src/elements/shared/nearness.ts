/** Tells once when an element is about to come into view, so that a long page loads nothing for what nobody reaches. */
import type { ReactiveController } from "lit";

/** How far below or above the viewport is near. */
const MARGIN = "400px";

export class Nearness implements ReactiveController {
  private observer: IntersectionObserver | null = null;
  private told = false;

  /** @param eager Whether not to wait. Asked when the element stands in a page. */
  constructor(
    private readonly host: Element,
    private readonly eager: () => boolean,
    private readonly near: () => void,
  ) {
  }

  hostConnected(): void {
    if (this.told) return;
    this.observer = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && this.tell(), { rootMargin: MARGIN });
    this.observer.observe(this.host);
  }

  hostUpdate(): void {
    if (!this.told && this.eager()) this.tell();
  }

  hostDisconnected(): void {
    this.observer?.disconnect();
    this.observer = null;
  }

  private tell(): void {
    this.hostDisconnected();
    this.told = true;
    this.near();
  }
}
