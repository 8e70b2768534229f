/** An element on the page of a test, rendered. */
export async function mount<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
): Promise<HTMLElementTagNameMap[Tag]> {
  document.body.replaceChildren();
  const element = Object.assign(document.createElement(tag), properties);
  document.body.append(element);
  await rendered(element);
  return element;
}

export async function rendered(element: HTMLElement): Promise<void> {
  if ("updateComplete" in element) await element.updateComplete;
}

/** The element inside that matches; an error when there is none. */
export function inside<E extends Element = HTMLElement>(host: HTMLElement, selector: string): E {
  const found = host.shadowRoot?.querySelector<E>(selector);
  if (!found) throw new Error(`${host.tagName} has no ${selector}`);
  return found;
}

export function allInside<E extends Element = HTMLElement>(host: HTMLElement, selector: string): E[] {
  return [...(host.shadowRoot?.querySelectorAll<E>(selector) ?? [])];
}

/** The text inside, with runs of white space as one space. */
export function textOf(element: Element | ShadowRoot | null): string {
  return element?.textContent?.replace(/\s+/gu, " ").trim() ?? "";
}

/** The details of events of a type, as they come. */
export function heard<Detail>(target: EventTarget, type: string): Detail[] {
  const details: Detail[] = [];
  target.addEventListener(type, (event) => details.push((event as CustomEvent<Detail>).detail));
  return details;
}
