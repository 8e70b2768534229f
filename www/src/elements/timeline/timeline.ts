import { html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { styled } from "../shared/styled";
import type { Scene } from "../../scenes/scene";
import { beatCount, progress, scrub, seek, SPEEDS, step, stepBack, toggle, type Playhead } from "../../timeline/playhead";
import { SetEvent } from "../events/set";
import { base, buttons, inputs } from "../shared/base.styles";
import { backSign, pauseSign, playSign, stepSign } from "../shared/icons";
import type { Hidden } from "../shared/hidden";
import { timelineAction } from "../shared/keys";
import type { Player } from "../shared/player";
import { withSubscripts } from "../shared/subscripts";
import { styles } from "./timeline.styles";

/**
 * All beats in order, grouped by scene: play, pause, step, step back, scrub, speed.
 *
 * @event headwise-set - another speed is asked for
 * @slot - more buttons
 * @csspart track - the bar of all beats
 */
@customElement("headwise-timeline")
export class HeadwiseTimeline extends LitElement {
  static override styles = [base, buttons, inputs, styles];

  @property({ attribute: false }) scenes: readonly Scene[] = [];
  @property({ attribute: false }) player: Player | null = null;
  @property({ attribute: false }) head: Playhead | null = null;
  /** What is left away. */
  @property({ attribute: false }) without: Hidden = new Set();
  /** The beat under the pointer, counted over all scenes. */
  @state() private pointed: number | null = null;

  override render() {
    const { player, head, without } = this;
    if (player === null || head === null) return nothing;
    const playing = head.mode === "play";
    const count = beatCount(player.score);
    const done = progress(head, player.score);
    return html`
      <slot></slot>
      <div class="buttons" role="group" aria-label="Playback">
        ${without.has("step") ? nothing : html`<button class="icon quiet" aria-label="Step back" title="Step back (←)"
          ?disabled=${done <= 1 / count} @click=${() => player.change(stepBack)}>${backSign}</button>`}
        ${without.has("play") ? nothing : html`<button class="icon play" aria-label=${playing ? "Pause" : "Play"}
          title="${playing ? "Pause" : "Play"} (Space)" @click=${() => player.change(toggle)}>${playing ? pauseSign : playSign}</button>`}
        ${without.has("step") ? nothing : html`<button class="icon quiet" aria-label="Step" title="Step (→)"
          ?disabled=${done >= 1} @click=${() => player.change(step)}>${stepSign}</button>`}
      </div>
      <div class="beats">
        ${without.has("scenes") ? nothing : html`<div class="names">${this.scenes.map((scene, at) => this.sceneName(scene, at))}</div>`}
        <div class="track" part="track" @pointermove=${this.onPointerMove} @pointerleave=${() => (this.pointed = null)}>
          ${this.scenes.map((scene, at) => this.segment(scene, at))}
          <input type="range" aria-label="Timeline" min="0" max=${count} step="any" .value=${String(done * count)}
            aria-valuetext=${this.valueText()} @input=${this.onInput} @keydown=${this.onKey} />
          <div class="thumb" ${styled({ left: `${done * 100}%` })}></div>
          ${this.tip(count)}
        </div>
      </div>
      ${without.has("speed") ? nothing : html`<label class="speed"><span class="unseen">Speed</span>
        <select .value=${String(head.speed)} @change=${this.onSpeed}>
          ${SPEEDS.map((speed) => html`<option value=${speed} ?selected=${speed === head.speed}>${speed}×</option>`)}
        </select>
      </label>`}
    `;
  }

  private sceneName(scene: Scene, at: number) {
    const current = at === this.head?.scene;
    const { title, short } = scene;
    return html`<button class="quiet name" ${share(scene)} aria-current=${current ? "true" : "false"}
      title="Go to ${title}" @click=${() => this.player?.change((head, score) => seek(head, score, at, 0))}
      ><span class=${short === undefined ? "" : "long"}>${withSubscripts(title)}</span>${
        short === undefined ? nothing : html`<span class="short">${short}</span>`}</button>`;
  }

  private segment(scene: Scene, at: number) {
    const { head } = this;
    const fill = (beat: number) => {
      if (head === null || at > head.scene) return 0;
      if (at < head.scene || beat < head.beat) return 1;
      return beat === head.beat ? head.t : 0;
    };
    return html`<div class="segment" ${share(scene)}>
      ${scene.beats.map((_, beat) => html`<span class="beat"><span ${styled({ transform: `scaleX(${fill(beat)})` })}></span></span>`)}
    </div>`;
  }

  private tip(count: number) {
    const beat = this.pointed === null ? undefined : this.scenes.flatMap((scene) => scene.beats)[this.pointed];
    if (beat === undefined || this.pointed === null) return nothing;
    const place = `${((this.pointed + 0.5) / count) * 100}%`;
    const style = styled({ left: place, transform: `translateX(-${place})` });
    return html`<div class="tip" aria-hidden="true" ${style}>${withSubscripts(beat.title)}</div>`;
  }

  private valueText(): string {
    const scene = this.scenes[this.head?.scene ?? 0];
    const beat = this.head?.beat ?? 0;
    if (scene === undefined) return "";
    return `${scene.title}, ${beat + 1} of ${scene.beats.length}: ${scene.beats[beat]?.title ?? ""}`;
  }

  private onInput(event: Event): void {
    const { valueAsNumber, max } = event.target as HTMLInputElement;
    this.player?.change((head, score) => scrub(head, score, valueAsNumber / Number(max)));
  }

  private onKey(event: KeyboardEvent): void {
    const action = timelineAction(event, "ours");
    if (action === null) return;
    event.preventDefault();
    this.player?.change(action);
  }

  private onPointerMove(event: PointerEvent): void {
    if (event.pointerType === "touch") return;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const count = this.scenes.reduce((sum, scene) => sum + scene.beats.length, 0);
    const place = Math.floor(((event.clientX - box.left) / box.width) * count);
    this.pointed = Math.max(0, Math.min(count - 1, place));
  }

  private onSpeed(event: Event): void {
    this.dispatchEvent(new SetEvent({ speed: Number((event.target as HTMLSelectElement).value) }));
  }
}

/** Scenes are as wide as they have beats. */
function share(scene: Scene) {
  return styled({ flex: `${scene.beats.length} 1 0` });
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-timeline": HeadwiseTimeline;
  }
}
