/** The picture with its words and its timeline: what a scene and the playground have in common. */
import { css, html, nothing } from "lit";
import "../caption/caption";
import "../formula/formula";
import "../notice/notice";
import type { StageCell } from "../stage/events";
import "../stage/stage";
import "../timeline/timeline";
import { formulaOf } from "./formulas";
import type { Hidden } from "./hidden";
import { library } from "./library";
import { trainedModel } from "./model";
import { formulaKeyOf } from "../../scenes/shared/trained";
import type { Session } from "./session";
import type { ThemeName } from "../../theme/tokens";

/**
 * @param hidden What is left away.
 * @param actions Stand beside the timeline's own buttons.
 */
export function figureTemplate(session: Session, theme: ThemeName, hidden: Hidden, actions: unknown = nothing) {
  const { player, scenes, reader, beat, picture, scene } = session;
  const { spot } = session.pointer;
  const locked = spot.locked && spot.cell !== null && reader !== null
    ? { tensor: spot.cell.tensor, offset: reader.tensor(spot.cell.tensor).offset(spot.cell.index) } : null;
  const title = beat?.title ?? "";
  const caption = !hidden.has("caption");
  const formula = !hidden.has("formula");
  return html`
    <div class="stage ${session.computation.busy ? "busy" : ""}">
      ${picture === null ? waitingTemplate(session) : html`
        <headwise-stage exportparts="canvas, zoom" ?no-zoom=${hidden.has("zoom")} .displayList=${picture} .trace=${reader} .theme=${theme}
          .highlight=${spot.lit} .selected=${locked} .label="${scene.title}: ${title}"
          @headwise-cellhover=${(event: CustomEvent<StageCell | null>) => session.pointer.hover(event.detail)}
          @headwise-cellselect=${(event: CustomEvent<StageCell | null>) => session.pointer.lock(event.detail)}></headwise-stage>`}
      ${hidden.has("notices") ? nothing : noticesTemplate(session)}
    </div>
    ${caption || formula ? html`<div class="words ${caption ? "" : "brief"}" part="words">
      ${picture === null || !caption ? nothing : html`
        <headwise-caption .heading=${title} .parts=${session.caption} .pointed=${spot.target}></headwise-caption>`}
      ${picture === null || !formula ? nothing : html`
        <headwise-formula .mathml=${formulaOf(scene, formulaKey(session))} .pointed=${spot.target?.tensor ?? null}></headwise-formula>`}
    </div>` : nothing}
    ${session.settings.weights === "random" || hidden.has("predictions") ? nothing : html`<headwise-predictions .reader=${reader}
      .row=${session.choice.row} .model=${trainedModel.state}></headwise-predictions>`}
    ${hidden.has("timeline") ? nothing : html`<headwise-timeline exportparts="track" .without=${hidden} .scenes=${scenes}
      .player=${player} .head=${player.head}>${actions}</headwise-timeline>`}
  `;
}

export const figureStyles = css`
  .figure { display: flex; flex-direction: column; min-width: 0; min-height: 0; gap: 8px; }
  .stage { position: relative; flex: 1 1 auto; min-height: var(--hw-stage-height, 240px); }
  headwise-stage, .waiting { position: absolute; inset: 0; }
  .waiting { display: grid; place-items: center; padding: 24px; color: var(--hw-muted); text-align: center; }
  .waiting p { max-width: 48ch; margin: 0; font-size: var(--hw-text-lead); line-height: 1.5; }
  .waiting.error p { color: var(--hw-ink); padding: 16px 24px; border-left: 4px solid var(--hw-danger); text-align: start; }
  .waiting.error { align-content: center; overflow: auto; }
  .story { max-width: 56ch; margin-top: 16px; text-align: start; line-height: 1.5; }
  .waiting .story p { font-size: var(--hw-text-body); padding: 0; border: 0; }
  .stage.busy::after {
    content: ""; position: absolute; inset: auto 0 0; height: 2px; background: var(--hw-accent); opacity: 0;
    animation: busy 1.2s 200ms var(--hw-ease) infinite;
  }
  @keyframes busy { from { opacity: 1; transform: scaleX(0); transform-origin: left; } to { opacity: 1; transform: scaleX(1); transform-origin: left; } }
  /* The height stays from beat to beat, so that the picture above does. */
  .words {
    flex: none; display: grid; grid-template-columns: minmax(0, 1fr) fit-content(50%); gap: 24px; align-items: start;
    height: 148px; overflow: auto; padding: 0 4px;
  }
  .words.brief { grid-template-columns: minmax(0, 1fr); height: 64px; }
  .words headwise-formula { align-self: center; justify-self: end; max-width: 100%; }
  .notices { position: absolute; inset: 8px 8px auto; display: grid; gap: 8px; }
  @container (max-width: 560px) {
    .words { grid-template-columns: minmax(0, 1fr); grid-auto-rows: max-content; gap: 4px; height: 244px; align-content: start; }
    .words headwise-formula { align-self: start; justify-self: start; order: -1; min-height: 40px; }
    /* Where not all of it is in view, words come first. */
    @media (max-height: 740px) { .words headwise-formula { order: 1; } }
  }
`;

/** A trained layer has biases and a norm, and formulas of its own where they matter. */
function formulaKey({ beat, reader }: Session): string | null {
  if (beat === null) return null;
  return reader === null ? beat.formula : formulaKeyOf(beat, reader);
}

/**
 * What stands where the picture will be: a word of patience, or why there is none. Where nothing can be
 * computed at all, what the picture would show is told in words, the embedder's own first.
 */
function waitingTemplate({ computation, scene }: Session) {
  const { failure } = computation;
  if (failure === null && library.hasFailed(scene)) return html`<div class="waiting error" role="alert"><p>“${scene.title}” could not be fetched. Step once more to ask for it again.</p></div>`;
  if (failure === null) return html`<div class="waiting"><p>Computing …</p></div>`;
  const helpless = failure.code === "no-webassembly" || failure.code === "engine-unavailable";
  return html`<div class="waiting error" role="alert">
    <p>${failure.message}</p>
    ${helpless ? html`<div class="story"><slot></slot><p>What “${scene.title}” would show, beat by beat:</p>
      <ol>${scene.beats.map(({ title }) => html`<li>${title}</li>`)}</ol></div>` : nothing}
  </div>`;
}

function noticesTemplate(session: Session) {
  const { failure } = session.computation;
  const broken = failure !== null && session.reader !== null;
  const told = session.notices.all.length > 0;
  const model = session.settings.weights === "trained" && trainedModel.state.kind === "failed" ? trainedModel.state : null;
  if (!told && !broken && model === null) return nothing;
  return html`<div class="notices">
    ${model === null ? nothing : html`<headwise-notice kind="error" action="Try again" @headwise-act=${() => session.computation.again()}
      .messages=${[`The trained model could not be loaded: ${model.message}. Random weights stand in for it.`]}></headwise-notice>`}
    ${broken ? html`<headwise-notice kind="error" .messages=${[failure.message]}></headwise-notice>` : nothing}
    ${told ? html`<headwise-notice .messages=${session.notices.all.map(({ message }) => message)}
      @headwise-dismiss=${() => session.dismiss()}></headwise-notice>` : nothing}
  </div>`;
}
