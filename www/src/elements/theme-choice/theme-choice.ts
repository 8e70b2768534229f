import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { base, inputs } from "../shared/base.styles";
import { pageBarStyles, themeTemplate } from "../shared/page-bar";
import type { Theme } from "../shared/settings";
import { theme } from "../shared/theme.styles";

/**
 * The choice of the theme, on a page of prose: the page follows its attribute `theme` (auto, light, dark).
 *
 * @attr page - the element has the page's theme: it begins with the one in the address, and writes it there
 */
@customElement("headwise-theme")
export class HeadwiseTheme extends LitElement {
  static override styles = [theme, base, inputs, pageBarStyles, css`:host { display: block; background: none; }`];

  @property({ type: Boolean }) page = false;
  @property({ reflect: true }) theme: Theme = "auto";

  override connectedCallback(): void {
    super.connectedCallback();
    const asked = this.page ? new URLSearchParams(location.search).get("theme") : null;
    if (asked === "light" || asked === "dark") this.theme = asked;
  }

  override render() {
    return html`<div class="tools">${themeTemplate(this.theme, this.choose)}</div>`;
  }

  private readonly choose = (theme: Theme): void => {
    this.theme = theme;
    if (!this.page) return;
    const address = new URL(location.href);
    if (theme === "auto") address.searchParams.delete("theme");
    else address.searchParams.set("theme", theme);
    history.replaceState(history.state, "", address);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "headwise-theme": HeadwiseTheme;
  }
}
