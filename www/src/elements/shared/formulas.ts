/** The formulas of a scene as MathML, rendered when the site was built. */
import type { Scene } from "../../scenes/scene";

/** The formula of a scene by its key; null for none, and while the drawing of the scene is on its way. */
export function formulaOf({ formulas }: Scene, key: string | null): string | null {
  return key === null ? null : (formulas?.[key] ?? null);
}
