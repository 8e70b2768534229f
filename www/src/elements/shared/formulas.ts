/** The formulas of all scenes as MathML, rendered when the site was built. A new scene folder is found by itself. */
const rendered = import.meta.glob<Readonly<Record<string, string>>>("../../scenes/*/formulas.json", {
  query: "?mathml", import: "default", eager: true,
});

/** The formula of a scene by its key; null for none. */
export function formulaOf(scene: string, key: string | null): string | null {
  if (key === null) return null;
  const found = Object.entries(rendered).find(([path]) => path.endsWith(`/scenes/${scene}/formulas.json`));
  return found?.[1][key] ?? null;
}
