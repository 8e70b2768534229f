/** The keys of the timeline: Space, left, right, Home, End. */
import { end, home, step, stepBack, toggle, type Playhead, type Score } from "../../timeline/playhead";

type Action = (head: Playhead, score: Score) => Playhead;

const actions: Readonly<Record<string, Action>> = {
  " ": toggle, ArrowRight: step, ArrowLeft: stepBack, Home: home, End: end,
};

/**
 * What a key does to the timeline; null when it means nothing here or belongs to what has the
 * focus. `ours`: what has the focus is the timeline itself.
 */
export function timelineAction(event: KeyboardEvent, focus: "ours" | "any" = "any"): Action | null {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return null;
  const action = actions[event.key] ?? null;
  if (focus === "ours" || action === null) return action;
  return usesKey(event.composedPath()[0], event.key) ? null : action;
}

const pressedBySpace = "button, summary, select, a[href], input";
const movedByArrows = "input, textarea, select, [role=grid], [role=tab], [role=slider]";

/** Whether the focused thing has its own use for the key. */
function usesKey(focused: EventTarget | undefined, key: string): boolean {
  if (!(focused instanceof HTMLElement || focused instanceof SVGElement)) return false;
  if (focused instanceof HTMLElement && focused.isContentEditable) return true;
  if (focused.matches("textarea") || focused.closest("dialog") !== null) return true;
  return focused.matches(key === " " ? pressedBySpace : movedByArrows);
}
