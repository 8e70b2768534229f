/** Starts to play once, when there is a picture and half of it is in view; never for a reader who wants less motion. */
import type { ReactiveController } from "lit";

const SEEN = 0.5;

export class Autoplay implements ReactiveController {
  private observer: IntersectionObserver | null = null;
  private seen = false;
  private played = false;

  /** @param ready Whether it is wanted and there is something to play. */
  constructor(
    private readonly host: Element,
    private readonly ready: () => boolean,
    private readonly play: () => void,
  ) {
  }

  hostConnected(): void {
    this.observer = new IntersectionObserver((entries) => {
      this.seen = entries.at(-1)?.isIntersecting ?? false;
      this.start();
    }, { threshold: SEEN });
    this.observer.observe(this.host);
  }

  hostUpdated(): void {
    this.start();
  }

  hostDisconnected(): void {
    this.observer?.disconnect();
    this.observer = null;
  }

  private start(): void {
    if (this.played || !this.seen || !this.ready()) return;
    this.played = true;
    if (!window.matchMedia("(prefers-reduced-motion: reduce)").matches) this.play();
  }
}
