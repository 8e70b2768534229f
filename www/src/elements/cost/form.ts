/** What is typed into the fields: text that could not be taken stays in its field, with the reason. */
import { countFields, parseAmount, parseCount, type Parsed } from "./fields";
import { figureLabels, largestFigure, type CostSettings, type MachineName } from "./settings";

interface Draft {
  readonly text: string;
  readonly problem: string;
}

const loadLabels = { tokens: "The length of a text", batch: "The number of texts", devices: "The number of machines" } as const;
type LoadName = keyof typeof loadLabels;

export class Form {
  private readonly drafts = new Map<string, Draft>();

  /** The settings with what was typed into a field, or null where it could not be taken. */
  type(attribute: string, text: string, settings: CostSettings): CostSettings | null {
    const { parsed, take } = reader(attribute, text, settings);
    this.drafts.set(attribute, { text, problem: parsed.problem });
    return parsed.value === null ? null : take(parsed.value);
  }

  /** Text that was taken is shown as any number is from now on. */
  leave(attribute: string): void {
    if (this.problem(attribute) === "") this.drafts.delete(attribute);
  }

  /** Forgets what could not be taken: another model or machine stands in the fields. */
  clear(): void {
    this.drafts.clear();
  }

  text(attribute: string, value: number): string {
    return this.drafts.get(attribute)?.text ?? value.toLocaleString("en", { maximumFractionDigits: 3 });
  }

  problem(attribute: string): string {
    return this.drafts.get(attribute)?.problem ?? "";
  }
}

function reader(attribute: string, text: string, settings: CostSettings): { parsed: Parsed; take(value: number): CostSettings } {
  if (attribute in loadLabels) {
    return { parsed: parseCount(text, loadLabels[attribute as LoadName], 1), take: (value) => ({ ...settings, [attribute]: value }) };
  }
  if (attribute in largestFigure) {
    const name = attribute as MachineName;
    return { parsed: parseAmount(text, figureLabels[name], largestFigure[name]), take: (value) => ({ ...settings, figures: { ...settings.figures, [name]: value } }) };
  }
  const field = countFields.find((one) => one.attribute === attribute);
  if (field === undefined) throw new Error(`there is no field ${attribute}`);
  return { parsed: parseCount(text, field.label, field.least), take: (value) => ({ ...settings, sizes: { ...settings.sizes, [field.name]: value } }) };
}
