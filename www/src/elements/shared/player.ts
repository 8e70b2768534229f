/**
 * Gives the playhead a clock: animation frames while it moves, none while it rests, and none for a story
 * that plays where nobody sees it. The element that hosts the player is updated on every change.
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { timingOf } from "../../timeline/frame";
import { isMoving, playheadAt, tick, type Playhead, type Score } from "../../timeline/playhead";
import type { Scene, SceneContext } from "../../scenes/scene";

export class Player implements ReactiveController {
  private state: Playhead;
  private frame: number | null = null;
  private before = 0;
  private seen = true;
  private readonly motion = window.matchMedia("(prefers-reduced-motion: reduce)");

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly scenes: () => readonly Scene[],
    private readonly context: () => SceneContext | null,
  ) {
    this.state = playheadAt(this.score);
    host.addController(this);
  }

  get head(): Playhead {
    return this.state;
  }

  /** What is played, as it is now: captions and moves follow the trace. */
  get score(): Score {
    return {
      beats: this.scenes().map((scene) => scene.beats.length),
      timing: (scene, beat) => {
        const context = this.context();
        return context ? timingOf(this.scenes(), scene, beat, context) : { moves: 0, words: 0 };
      },
      reducedMotion: this.motion.matches,
    };
  }

  /** Changes the playhead, such as `player.change(step)`. */
  change(action: (head: Playhead, score: Score) => Playhead): void {
    const next = action(this.state, this.score);
    if (next === this.state) return;
    this.state = next;
    this.host.requestUpdate();
    this.wind();
  }

  /** Whether the element is in view: what plays waits there for its reader. A single step is taken anywhere. */
  show(seen: boolean): void {
    this.seen = seen;
    if (this.runs) this.wind();
    else this.stop();
  }

  hostConnected(): void {
    this.wind();
  }

  hostDisconnected(): void {
    this.stop();
  }

  private get runs(): boolean {
    return isMoving(this.state) && (this.seen || this.state.mode !== "play");
  }

  private stop(): void {
    if (this.frame !== null) cancelAnimationFrame(this.frame);
    this.frame = null;
  }

  private wind(): void {
    if (this.frame !== null || !this.runs) return;
    this.before = performance.now();
    this.frame = requestAnimationFrame(this.onFrame);
  }

  private readonly onFrame = (now: number): void => {
    this.frame = null;
    // The first frame's time stamp may lie before the change that asked for it.
    const elapsed = Math.max(0, now - this.before);
    this.before = Math.max(now, this.before);
    this.state = tick(this.state, this.score, elapsed);
    this.host.requestUpdate();
    if (this.runs) this.frame = requestAnimationFrame(this.onFrame);
  };
}
