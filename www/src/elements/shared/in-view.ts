/** Whether an element is in view. */
import type { ReactiveController } from "lit";

export class InView implements ReactiveController {
  private observer: IntersectionObserver | null = null;

  /**
   * @param tell Told on every change, and first when the element is on a page.
   * @param share How much of it must be seen, 0 to 1; 0: any part.
   */
  constructor(
    private readonly host: Element,
    private readonly tell: (seen: boolean) => void,
    private readonly share = 0,
  ) {
  }

  hostConnected(): void {
    this.observer = new IntersectionObserver((entries) => this.tell(entries.at(-1)?.isIntersecting ?? true), { threshold: this.share });
    this.observer.observe(this.host);
  }

  hostDisconnected(): void {
    this.observer?.disconnect();
    this.observer = null;
  }
}
