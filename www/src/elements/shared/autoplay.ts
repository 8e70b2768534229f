/** Starts to play once, when there is a picture and half of it is in view; never for a reader who wants less motion. */
import type { ReactiveController } from "lit";
import { InView } from "./in-view";

const SEEN = 0.5;

export class Autoplay implements ReactiveController {
  private readonly view: InView;
  private seen = false;
  private played = false;

  /** @param ready Whether it is wanted and there is something to play. */
  constructor(
    host: Element,
    private readonly ready: () => boolean,
    private readonly play: () => void,
  ) {
    this.view = new InView(host, (seen) => {
      this.seen = seen;
      this.start();
    }, SEEN);
  }

  hostConnected(): void {
    this.view.hostConnected();
  }

  hostUpdated(): void {
    this.start();
  }

  hostDisconnected(): void {
    this.view.hostDisconnected();
  }

  private start(): void {
    if (this.played || !this.seen || !this.ready()) return;
    this.played = true;
    if (!window.matchMedia("(prefers-reduced-motion: reduce)").matches) this.play();
  }
}
