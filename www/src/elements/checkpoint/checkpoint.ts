import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { CheckpointEvent } from "../events/checkpoint";
import type { HeadwiseHost } from "../shared/host";
import { base, buttons, inputs } from "../shared/base.styles";
import { engineFor } from "../shared/computation";
import { failureOf } from "../shared/messages";
import type { Settings } from "../shared/settings";
import { shipped } from "../shared/shipped";
import { withSubscripts } from "../shared/subscripts";
import { theme } from "../shared/theme.styles";
import { styles } from "./checkpoint.styles";
import { modelHeadsTemplate, queryTemplate, settingsTemplate } from "./controls";
import { Examination } from "./examination";
import type { Piece } from "./expression/template";
import { numberTemplate, optionsTemplate, readNumber, tokensTemplate } from "./inputs";
import { judge, pickable, reveal, stateOf, statements, toldIn, type Evidence, type Verdict } from "./judge";
import { OwnQuery } from "./own-query";
import { questionAttributes, readQuestion, type Question } from "./question";
import { leastOf } from "./runs";

/**
 * A question about a scene on the same page, judged by the trace that the scene shows, or by a run of
 * the engine: the element holds no answers. What is asked stands inside it.
 *
 *     <headwise-checkpoint name="hardest" for="walk" kind="token" answer="argmax(weights[0, 3, *])"
 *       right="`{token(answer)}` has {weights[0, 3, answer]}." wrong="`{token(given)}` has only {weights[0, 3, given]}.">
 *       <p>Which word does row 3 look at hardest?</p>
 *     </headwise-checkpoint>
 *
 * Attributes: name; for (the scene's id); kind (token, number, choice, task, query, exam); answer, among,
 * within, unit; options; goal, state, controls; best, over, where; right, wrong. `question.ts` says what
 * they hold, `expression/parse.ts` in which language.
 *
 * @fires headwise-checkpoint - it has been answered, or the answer was shown
 * @slot - what is asked
 * @slot draft - what keeps the room of the answer until the scene is there
 * @csspart box - the box around it
 */
@customElement("headwise-checkpoint")
export class HeadwiseCheckpoint extends LitElement {
  static override styles = [theme, base, buttons, inputs, styles];
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, ...questionAttributes, "for"];
  }

  @property() name = "";
  /** What was reached before: shown beside the heading. */
  @property() reached = "";
  @state() private given: number | null = null;
  @state() private typed = "";
  @state() private verdict: Verdict | null = null;
  @state() private shown: readonly Piece[] | null = null;
  @state() private busy = false;
  @state() private problem = "";
  private readonly examination = new Examination(this);
  private readonly query = new OwnQuery(this);
  private scene: HeadwiseHost | null = null;
  private touched = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.scene?.removeEventListener("headwise-ready", this.onReady);
    this.scene = null;
  }

  override attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    super.attributeChangedCallback(name, before, now);
    if (before === now) return;
    if (name === "for" && this.isConnected) this.follow();
    this.requestUpdate();
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    this.fillQuestion();
    // It kept the room of the answer until now.
    if (this.evidence !== null) this.querySelector(":scope > [slot=draft]")?.remove();
  }

  override render() {
    const asked = this.question;
    const { evidence } = this;
    const beside = evidence === null && typeof asked !== "string" ? "its scene is on its way" : this.reached;
    return html`<div class="box" part="box" role="group" aria-labelledby="kicker">
      <p class="kicker" id="kicker">Checkpoint ${beside === "" ? nothing : html`<span class="done">${beside}</span>`}</p>
      <slot></slot>
      ${typeof asked === "string" ? html`<p class="waiting" role="alert">${asked}</p>`
        : evidence === null ? html`<slot name="draft"></slot>` : this.bodyOrReason(asked, evidence)}
    </div>`;
  }

  /** An expression may have no value on what the reader has made of the scene: the page goes on, and says why. */
  private bodyOrReason(asked: Question, evidence: Evidence) {
    try {
      return this.body(asked, evidence);
    } catch (error) {
      return html`<p class="waiting" role="alert">${failureOf(error).message}</p>`;
    }
  }

  private body(asked: Question, evidence: Evidence) {
    const { verdict, shown, problem } = this;
    const state = stateOf(asked, evidence);
    const task = asked.kind === "task" || asked.kind === "query" || asked.kind === "exam";
    return html`${this.inputs(asked, evidence)}
      ${state.length === 0 ? nothing : html`<p class="state">${piecesTemplate(state)}</p>`}
      <div class="actions">
        <button class="primary" ?disabled=${this.busy || !this.canCheck(asked)} @click=${() => this.check()}>${asked.kind === "exam" ? "Take the exam" : "Check"}</button>
        ${task ? nothing : html`<button @click=${() => this.show(asked, evidence)}>Show the answer</button>`}
        ${this.busy ? html`<span class="waiting">Computing …</span>` : nothing}
      </div>
      <div role="status">
        ${problem === "" ? nothing : html`<p class="verdict wrong"><b>!</b><span>${problem}</span></p>`}
        ${verdict === null ? nothing : html`<p class="verdict ${verdict.right ? "right" : "wrong"}"><b>${verdict.right ? "Right." : "Not yet."}</b>
          <span>${piecesTemplate(verdict.reason)}</span></p>`}
        ${shown === null ? nothing : html`<p class="verdict"><b>The answer:</b><span>${piecesTemplate(shown)}</span></p>`}
      </div>`;
  }

  private inputs(asked: Question, evidence: Evidence) {
    const choose = (given: number): void => this.answer(given);
    switch (asked.kind) {
      case "token":
        return tokensTemplate(evidence.trace.tokens, pickable(asked, evidence), this.given, choose);
      case "choice":
        return optionsTemplate(statements(asked, evidence), this.given, choose);
      case "number":
        return numberTemplate(asked.unit, this.typed, (text) => {
          this.typed = text;
          this.answer(readNumber(text));
        }, () => this.check());
      case "task":
        return settingsTemplate(asked.controls, evidence, (wanted) => this.set(wanted));
      case "query":
        return queryTemplate(this.query.q, this.query.weights ?? [], evidence.trace.tokens, (q) => this.ask(q, evidence));
      case "exam":
        return modelHeadsTemplate(shipped.layers, shipped.heads, this.examination.off, (off) => {
          this.examination.off = off;
          this.answer(null);
        });
    }
  }

  private canCheck(asked: Question): boolean {
    return asked.kind === "task" || asked.kind === "query" ? this.touched : asked.kind === "exam" ? this.examination.off.length > 0 : this.given !== null;
  }

  /** What it is judged by; null until the scene has a trace, and a query its weights. */
  private get evidence(): Evidence | null {
    const { onStage, query: { weights } } = this;
    if (onStage === null || (this.getAttribute("kind") === "query" && weights === null)) return null;
    return { ...onStage, ...(weights === null ? {} : { variables: { attention: weights } }), records: this.examination.records };
  }

  private get onStage(): Evidence | null {
    const shown = this.scene?.shown ?? null;
    return this.scene === null || shown === null ? null : { ...shown, settings: this.scene.settings };
  }

  /** The question stands on the page; numbers of the trace in it have their places there. */
  private fillQuestion(): void {
    const { question: asked, evidence } = this;
    if (typeof asked === "string" || evidence === null) return;
    for (const place of this.querySelectorAll<HTMLElement>("[data-live]")) {
      const told = toldIn(asked, `{${place.dataset.live ?? ""}}`, evidence);
      if (place.textContent !== told) place.textContent = told;
    }
  }

  /** The question; a sentence where the attributes are not those of one. */
  private get question(): Question | string {
    try {
      return readQuestion((attribute) => this.getAttribute(attribute));
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  private answer(given: number | null): void {
    this.given = given;
    this.verdict = null;
    this.shown = null;
    this.problem = "";
    // What the reader changed may be none of these.
    this.requestUpdate();
  }

  private set(wanted: Partial<Settings>): void {
    this.touched = true;
    this.answer(null);
    this.scene?.set(wanted);
  }

  private ask(q: readonly number[], evidence: Evidence): void {
    this.touched = true;
    this.answer(null);
    void this.query.set(q, evidence);
  }

  private async check(): Promise<void> {
    const { question: asked, evidence } = this;
    if (typeof asked === "string" || evidence === null || this.busy || !this.canCheck(asked)) return;
    this.busy = true;
    this.problem = "";
    try {
      const engine = await engineFor("auto");
      if (asked.kind === "exam") await this.examination.take(engine);
      const best = "search" in asked && asked.search !== null ? { best: await leastOf(asked.search, evidence, engine) } : {};
      const now = this.evidence ?? evidence;
      this.shown = null;
      this.verdict = judge(asked, this.given, { ...now, variables: { ...now.variables, ...best } });
      this.tell(this.verdict.right ? "right" : "wrong");
    } catch (error) {
      this.problem = failureOf(error).message;
    } finally {
      this.busy = false;
    }
  }

  private show(asked: Question, evidence: Evidence): void {
    this.verdict = null;
    this.shown = reveal(asked, evidence);
    this.tell("shown");
  }

  private tell(outcome: "right" | "wrong" | "shown"): void {
    this.dispatchEvent(new CheckpointEvent({ name: this.name, outcome }));
  }

  /** Finds the scene that it is judged by. */
  private follow(): void {
    this.scene?.removeEventListener("headwise-ready", this.onReady);
    const root = this.getRootNode() as Document | ShadowRoot;
    this.scene = root.querySelector<HeadwiseHost>(`#${CSS.escape(this.getAttribute("for") ?? "")}`);
    this.scene?.addEventListener("headwise-ready", this.onReady);
  }

  private readonly onReady = (): void => {
    const { onStage } = this;
    this.requestUpdate();
    if (this.getAttribute("kind") === "query" && onStage !== null) void this.query.begin(onStage);
  };
}

function piecesTemplate(pieces: readonly Piece[]) {
  return pieces.map(({ text, code }) => (code ? html`<code>${text}</code>` : withSubscripts(text)));
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-checkpoint": HeadwiseCheckpoint;
  }
}
