import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { afterEach, describe, expect, it } from "vitest";
import { formulas, renderFormulas, texToMathml } from "./formulas";

describe("texToMathml", () => {
  it("gives a block of MathML without the TeX source", () => {
    const math = texToMathml("Q = X W_Q");
    expect(math).toMatch(/^<math [^>]*display="block"[^>]*>.*<\/math>$/);
    expect(math).toContain("<msub><mi>W</mi><mi>Q</mi></msub>");
    expect(math).not.toMatch(/annotation|semantics|span/);
  });

  it("marks a linked symbol, whatever element it became", () => {
    expect(texToMathml("\\href{#q}{Q}")).toContain('<mrow data-tensor="q"><mi>Q</mi></mrow>');
    expect(texToMathml("\\href{#qHeads}{Q_h}")).toContain(
      '<mrow data-tensor="qHeads"><msub><mi>Q</mi><mi>h</mi></msub></mrow>',
    );
    expect(texToMathml("\\href{#q}{Q}")).not.toContain("href");
  });

  it("marks links inside fractions and inside other links", () => {
    const math = texToMathml("\\frac{\\href{#scores}{\\href{#q}{Q} \\href{#k}{K}^\\top}}{\\sqrt{d_k}}");
    expect([...math.matchAll(/data-tensor="(\w+)"/g)].map((match) => match[1])).toEqual(["scores", "q", "k"]);
    expect(math.match(/<mrow/g)?.length).toBe(math.match(/<\/mrow>/g)?.length);
  });

  it("is what browsers draw as it is meant: a word in one element, letters of other alphabets, bars that grow", () => {
    expect(texToMathml("\\mathrm{round}(x)")).toContain("<mi>round</mi>");
    expect(texToMathml("x \\in \\mathbb{R}, \\mathcal{L}, \\mathbb{E}")).toMatch(/<mi>ℝ<\/mi>.*<mi>ℒ<\/mi>.*<mi>𝔼<\/mi>/u);
    expect(texToMathml("\\left|\\frac{a}{b}\\right|").match(/<mo fence="true" stretchy="true">\|<\/mo>/g)).toHaveLength(2);
    expect(texToMathml("\\mathrm{d}x")).not.toMatch(/mathvariant="(?!normal)/);
    expect(() => texToMathml("\\mathbf{x}")).toThrow('browsers do not draw mathvariant="bold"');
  });

  it("refuses a link that leaves the page", () => {
    expect(() => texToMathml("\\href{https://example.org}{Q}")).toThrow(/must point at a tensor/);
  });
});

describe("renderFormulas", () => {
  it("names the file and the key of bad TeX", () => {
    expect(() => renderFormulas('{"good": "x", "bad": "\\\\frac{1"}', "a/formulas.json")).toThrow(/^a\/formulas\.json: bad: /);
  });

  it("names the key of a value that is not a string", () => {
    expect(() => renderFormulas('{"count": 3}', "f.json")).toThrow("f.json: count: expected a string of TeX");
  });

  it("refuses anything but an object", () => {
    expect(() => renderFormulas('["x"]', "f.json")).toThrow("f.json: expected an object");
  });
});

describe("the plugin in a build", () => {
  const folders: string[] = [];
  afterEach(async () => {
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
  });

  async function bundle(json: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "formulas-"));
    folders.push(folder);
    await writeFile(join(folder, "formulas.json"), json);
    await writeFile(join(folder, "main.ts"), 'import formulas from "./formulas.json?mathml";\nexport const text = formulas["beat"];\n');
    const result = await build({
      root: folder,
      configFile: false,
      logLevel: "silent",
      plugins: [formulas()],
      build: { write: false, minify: false, lib: { entry: join(folder, "main.ts"), formats: ["es"] } },
    });
    const [output] = Array.isArray(result) ? result : [result];
    if (!output || !("output" in output)) throw new Error("the build gave no output");
    return output.output.map((chunk) => ("code" in chunk ? chunk.code : "")).join("\n");
  }

  it("replaces the import by MathML and leaves KaTeX out", async () => {
    const code = await bundle('{"beat": "\\\\href{#q}{Q}"}');
    expect(code).toContain('data-tensor=\\"q\\"');
    expect(code).not.toContain("katex");
  });

  it("fails on bad TeX, naming file and key", async () => {
    await expect(bundle('{"beat": "\\\\frac{1"}')).rejects.toThrow(/formulas\.json: beat: /);
  });
});
