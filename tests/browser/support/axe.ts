/** What axe finds on a page, in both themes. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { painted } from "./page";

/**
 * Violations as the page is, in its frames of the same origin too.
 *
 * Asked for what is amiss alone, and where it is: with what passed, gathered in a page opened for it, the same
 * verdict takes four times as long.
 */
export async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ["violations"] }).analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")} ${node.any[0]?.message ?? ""}`));
}

/** Violations of a page that follows the system's theme, in the light one and in the dark one. */
export async function violationsInBothThemes(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await painted(page);
    found.push(...(await violations(page)).map((violation) => `${colorScheme}: ${violation}`));
  }
  return found;
}
