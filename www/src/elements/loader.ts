/**
 * A small script that loads the elements when one of them nears the viewport.
 *
 * It watches the document for elements that are not defined yet and reserves their height; what they
 * show until then, and where the rest can't be loaded, is the text between their tags.
 */
const parts: Readonly<Record<string, () => Promise<unknown>>> = {
  "headwise-scene": () => import("./scene/scene"),
  "headwise-playground": () => import("./playground/playground"),
  "headwise-map": () => import("./map/map"),
  "headwise-cost": () => import("./cost/cost"),
  "headwise-heads": () => import("./heads/heads"),
};
const waiting = Object.keys(parts).map((tag) => `${tag}:not(:defined)`).join();
/** How far below or above the viewport is near. */
const rootMargin = "600px";
const height = `var(--hw-height, ${matchMedia("(max-width: 560px)").matches ? 700 : 640}px)`;

/** Elements that wait, with what takes their reserved height back. */
const reserved = new Map<HTMLElement, () => void>();
const seen = new WeakSet<HTMLElement>();

const nearness = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) void load(target as HTMLElement);
}, { rootMargin });

/** Watches a document or a shadow root, of which the document's watch does not see the inside. */
export function watch(root: Document | ShadowRoot): void {
  const look = (): void => {
    for (const element of root.querySelectorAll<HTMLElement>(waiting)) {
      if (seen.has(element)) continue;
      seen.add(element);
      reserved.set(element, reserve(element));
      if (element.hasAttribute("eager")) void load(element);
      else nearness.observe(element);
    }
  };
  look();
  new MutationObserver(look).observe(root, { childList: true, subtree: true });
}

/** Gives an unknown element, which is inline, a box with a height, unless the page has given it one. */
function reserve({ style }: HTMLElement): () => void {
  const { display, minHeight } = style;
  if (display === "") style.display = "flow-root";
  if (minHeight === "" && style.height === "") style.minHeight = height;
  return () => Object.assign(style, { display, minHeight });
}

async function load(element: HTMLElement): Promise<void> {
  nearness.unobserve(element);
  const tag = element.localName;
  try {
    // Another copy of this script may have defined it.
    if (customElements.get(tag) === undefined) await parts[tag]?.();
  } catch (error) {
    if (customElements.get(tag) === undefined) return fail(element, error);
  }
  for (const [each, release] of reserved) {
    if (each.localName !== tag) continue;
    nearness.unobserve(each);
    release();
    reserved.delete(each);
  }
}

function fail(element: HTMLElement, error: unknown): void {
  const message = `The picture could not be loaded: ${error instanceof Error ? error.message : String(error)}`;
  if (element.textContent?.trim() === "") element.textContent = "An interactive picture stands here. It could not be loaded.";
  element.dispatchEvent(new CustomEvent("headwise-error", { detail: { code: "script-unavailable", message }, bubbles: true, composed: true }));
  reserved.get(element)?.();
  reserved.delete(element);
}

watch(document);
