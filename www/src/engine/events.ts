/** An event target that knows the engine's one event. */
import type { BackendChange, Engine } from "./types";

export type BackendListener = (event: CustomEvent<BackendChange>) => void;
type Listening = Parameters<EventTarget["addEventListener"]>;
type Leaving = Parameters<EventTarget["removeEventListener"]>;

export class BackendEvents extends EventTarget implements Pick<Engine, "addEventListener" | "removeEventListener"> {
  override addEventListener(type: "backendchange", listener: BackendListener, options?: boolean | AddEventListenerOptions): void;
  override addEventListener(...listening: Listening): void;
  override addEventListener(type: string, listener: Listening[1] | BackendListener, options?: Listening[2]): void {
    super.addEventListener(type, listener as Listening[1], options);
  }

  override removeEventListener(type: "backendchange", listener: BackendListener, options?: boolean | EventListenerOptions): void;
  override removeEventListener(...leaving: Leaving): void;
  override removeEventListener(type: string, listener: Leaving[1] | BackendListener, options?: Leaving[2]): void {
    super.removeEventListener(type, listener as Leaving[1], options);
  }

  protected announce(detail: BackendChange): void {
    this.dispatchEvent(new CustomEvent("backendchange", { detail }));
  }
}
