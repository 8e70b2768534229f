/** The bar above an element that is a page: the name of the site and its pages, and the theme. */
import { css, html } from "lit";
import type { Theme } from "./settings";

const names: Readonly<Record<Theme, string>> = { auto: "Auto", light: "Light", dark: "Dark" };

/** @param choose Told the theme that the reader picks. */
export function pageBarTemplate(theme: Theme, choose: (theme: Theme) => void) {
  return html`<div class="bar" part="bar">
    <slot name="title"></slot>
    <div class="tools">${themeTemplate(theme, choose)}</div>
  </div>`;
}

export function themeTemplate(theme: Theme, choose: (theme: Theme) => void) {
  const onChange = (event: Event): void => {
    if (event.target instanceof HTMLSelectElement) choose(event.target.value as Theme);
  };
  return html`<label><span class="unseen">Theme</span><select @change=${onChange}>
    ${(Object.keys(names) as Theme[]).map((name) => html`<option value=${name} ?selected=${name === theme}>${names[name]}</option>`)}
  </select></label>`;
}

/** Needs the styles of inputs. */
export const pageBarStyles = css`
  .bar {
    flex: none; display: flex; align-items: baseline; justify-content: space-between; gap: 16px; min-height: 48px; padding: 8px 16px;
    border-bottom: 1px solid var(--hw-line);
  }
  .tools { display: flex; align-items: center; gap: 4px; margin-left: auto; }
  .tools select { width: auto; border-color: transparent; background: none; }
  .tools select:hover { border-color: var(--hw-edge); }
  @container (max-width: 840px) {
    .bar { flex-wrap: wrap; gap: 0 8px; padding: 8px; }
    .tools { gap: 0; }
  }
`;
