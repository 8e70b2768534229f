import { html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { styled } from "../shared/styled";
import { headNumber } from "../../trace/places";
import { SetEvent } from "../events/set";
import { base, buttons, inputs } from "../shared/base.styles";
import { styles } from "./head-switches.styles";

/**
 * One switch a head, in the head's colour: off leaves its output out of the concatenation.
 *
 * @event headwise-set - other heads are asked to be off
 */
@customElement("headwise-head-switches")
export class HeadwiseHeadSwitches extends LitElement {
  static override styles = [base, buttons, inputs, styles];

  @property({ type: Number }) heads = 1;
  /** Places of the heads that are off. */
  @property({ attribute: false }) off: readonly number[] = [];
  /** The colour of each head. */
  @property({ attribute: false }) colors: readonly string[] = [];

  override render() {
    const places = Array.from({ length: this.heads }, (_, head) => head);
    return html`<div role="group" aria-labelledby="label">
      <span class="label" id="label">Heads that reach W<sub>O</sub></span>
      <div class="chips">${places.map((head) => this.chip(head))}</div>
    </div>`;
  }

  private chip(head: number) {
    const on = !this.off.includes(head);
    const style = styled({ "--head": this.colors[head] ?? "currentColor" });
    return html`<button ${style} aria-pressed=${on ? "true" : "false"} aria-label="Head ${headNumber(head)}"
      title="Head ${headNumber(head)} is ${on ? "on" : "off"}" @click=${() => this.turn(head, !on)}
      ><span class="mark"></span>${headNumber(head)}</button>`;
  }

  private turn(head: number, on: boolean): void {
    const others = this.off.filter((off) => off !== head);
    const headsOff = on ? others : [...others, head].sort((a, b) => a - b);
    this.dispatchEvent(new SetEvent({ headsOff }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-head-switches": HeadwiseHeadSwitches;
  }
}
