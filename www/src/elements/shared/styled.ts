/**
 * Styles of one element from the template, set one by one: Lit's own `styleMap` writes a style
 * attribute first, which a strict Content-Security-Policy refuses.
 *
 *     html`<div ${styled({ left: "20%", "--head": "#0b6372" })}></div>`
 */
import { nothing } from "lit";
import { Directive, directive, PartType, type ElementPart, type PartInfo } from "lit/directive.js";

type Styles = Readonly<Record<string, string>>;

class Styled extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error("styled stands in a tag, not in an attribute");
  }

  override render(_styles: Styles) {
    return nothing;
  }

  override update(part: ElementPart, [styles]: [Styles]) {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(styles)) {
      if (style.getPropertyValue(name) !== value) style.setProperty(name, value);
    }
    return nothing;
  }
}

export const styled = directive(Styled);
