import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { statementsOf } from "./pieces";
import { renderLesson, type Surroundings } from "./render";

const front = "---\nnumber: 3\ntitle: A lesson\nquestion: Why?\nsummary: For its own sake.\n---\n";
const scene = "```scene\nid: walk\nscene: attend\nheads: 2\ntext: keys & doors\n\nWhat it shows.\n```\n";
const checkpoint = "```checkpoint\nid: one\nkind: number\nask: How *many*?\nanswer: tokens\nright: {answer}.\nwrong: Count\n  again.\n```\n";

let repository = "";
let surroundings: Surroundings;
beforeAll(() => {
  repository = mkdtempSync(join(tmpdir(), "lessons-"));
  mkdirSync(join(repository, "src"));
  writeFileSync(join(repository, "src/a.rs"), [
    "use x;", "", "    /// Doubles.", "    pub fn twice(x: u32) -> u32 {", "        2 * x", "    }", "",
    "// lesson: middle", "    let a = 1;", "        let b = a;", "// lesson: end", "fn same() {", "}", "fn same() {", "}",
  ].join("\n"));
  surroundings = { repository, up: "../", works: { vaswani2017: { name: "Vaswani 2017", title: "Attention", url: "https://example.org" } }, embeddable: true };
});
afterAll(() => rmSync(repository, { recursive: true }));

const render = (body: string) => renderLesson("a-lesson", front + body, surroundings);

describe("the text", () => {
  it("has facts, sections with anchors, and their words", () => {
    const lesson = render("Opening.\n\n## First part\n\nWords & *more* $x_i$.\n\n## Second\n\nEnd.");
    expect(lesson).toMatchObject({ number: 3, title: "A lesson", question: "Why?" });
    expect(lesson.sections).toEqual([{ id: "first-part", title: "First part", text: "Words & more ." }, { id: "second", title: "Second", text: "End." }]);
    expect(lesson.html).toContain('<h2 id="first-part">First part</h2>');
  });

  it("breaks formulas that stand alone between statements, and where a line of the source goes on", () => {
    const tex = "a = \\frac{b\\qquad}{c}\n= d\n+ e \\qquad \\begin{cases} x \\\\ y\n= z \\end{cases} \\qquad\\text{so}\\qquad \\left(f\n= g\\right)\n\\le h";
    expect(statementsOf(tex)).toEqual([
      ["a = \\frac{b\\qquad}{c}", "= d", "+ e"],
      ["\\begin{cases} x \\\\ y\n= z \\end{cases}"],
      ["\\text{so}"],
      ["\\left(f\n= g\\right)", "\\le h"],
    ]);
    expect(statementsOf("x \\left\\{ y \\qquad z \\right\\} \\{ \\qquad \\leq")).toEqual([["x \\left\\{ y \\qquad z \\right\\} \\{"], ["\\leq"]]);
  });

  it("keeps what ends a sentence with the formula before it", () => {
    expect(render("So $x$, and $y$.").html).toMatch(/<span class="closed"><math.*?<\/math>,<\/span> and <span class="closed"><math.*?<\/math>\.<\/span>/);
  });

  it("sets formulas as MathML, in a line and alone, with their symbols marked", () => {
    const { html } = render("A $q_i$ costs \\$5.\n\n$$\n\\href{#q}{Q} = X\n$$\n");
    expect(html).toContain("<msub><mi>q</mi><mi>i</mi></msub>");
    expect(html).toMatch(/<div class="formula"[^>]*><div><math [^>]*display="block".*data-tensor="q"/);
    expect(html).toContain("costs $5");
  });

  it("marks words that stand for tensors, and keeps other links", () => {
    const { html, references } = render("[row $i$](tensor:weights?head=0&query=3), [all](tensor:q), [there](../?scene=attend).");
    expect(html).toContain('<span class="ref" data-tensor="weights" data-at="{&quot;head&quot;:0,&quot;query&quot;:3}">row <math');
    expect(html).toContain('<span class="ref" data-tensor="q">all</span>, <a href="../?scene=attend">there</a>');
    expect(references).toEqual([{ tensor: "weights", at: { head: 0, query: 3 } }, { tensor: "q", at: {} }]);
  });

  it("cites works, and lists those that were cited", () => {
    const { html } = render("So it is [@vaswani2017, section 3].");
    expect(html).toContain('<a class="cite" href="#source-vaswani2017">Vaswani 2017, section 3</a>');
    expect(html).toContain('<li id="source-vaswani2017">Vaswani 2017. <a href="https://example.org">Attention</a></li>');
    expect(render("Nothing.").html).not.toContain("Sources");
  });

  it("heads the columns of a table that have a name", () => {
    expect(render("| | one |\n|---|---|\n| a | 1 |").html).toMatch(/<div class="table" tabindex="0"[^>]*><table>\s*<thead>\s*<tr>\s*<td><\/td>\s*<th>one<\/th>/);
  });

  it("lets no HTML through", () => {
    expect(render("<script>alert(1)</script>").html).toContain("&lt;script&gt;");
  });
});

describe("directives", () => {
  it("stand a scene with its words, and links that carry its settings", () => {
    const { html, scenes } = render(scene);
    expect(scenes).toEqual([{ id: "walk", attributes: { scene: "attend", heads: "2", text: "keys & doors" }, words: "What it shows." }]);
    expect(html).toContain('<headwise-scene id="scene-walk" scene="attend" heads="2" text="keys &amp; doors"><p>What it shows.</p></headwise-scene>');
    expect(html).toContain('href="../?weights=random&amp;scene=attend&amp;heads=2&amp;text=keys+%26+doors"');
    expect(html).toContain('href="../embed.html?weights=random&amp;scene=attend');
  });

  it("offer embedding only where there is a page for it", () => {
    expect(renderLesson("a", front + scene, { ...surroundings, embeddable: false }).html).not.toContain("embed.html");
  });

  it("stand a checkpoint on the scene before it, with the question readable", () => {
    const { html, checkpoints } = render(scene + checkpoint);
    expect(html).toContain('<headwise-checkpoint id="check-one" name="one" kind="number" for="scene-walk" answer="tokens" right="{answer}." wrong="Count again.">');
    expect(html).toContain("<p>How <em>many</em>?</p>");
    expect(checkpoints[0]).toMatchObject({ id: "one", scene: "walk" });
  });

  it("keep the room of an answer, and search only what is told", () => {
    const { html, sections } = render(`## Asked\n\n${scene}${checkpoint}`);
    expect(html).toMatch(/<fieldset slot="draft".*Show the answer.*<\/fieldset>\n<\/headwise-checkpoint>/s);
    expect(sections[0]?.text).toBe("What it shows. How many?");
  });

  it("leave places in a question for numbers of the trace", () => {
    const { html } = render(scene + checkpoint.replace("How *many*?", "$x_{1}$ of {heads} in {tokens < 9}?"));
    expect(html).toMatch(/<\/math> of <span data-live="heads">…<\/span> in <span data-live="tokens &lt; 9">…<\/span>\?/);
  });

  it("keep what solves a task out of the page", () => {
    const { html, checkpoints } = render(`${scene}${checkpoint.replace("right:", "solution: row=2\nright:")}`);
    expect(checkpoints[0]?.solution).toBe("row=2");
    expect(html).not.toContain("row=2");
  });

  it("set a guide beside its scene, with a step for each beat", () => {
    const { html, beats } = render(`:::guide\n${scene}:::beat scores row=3 head=2\n### Scores\nAll of them.\n:::beat mask\nHidden.\n:::\nAfter.`);
    expect(html).toMatch(/<div class="guide"><div class="picture"><figure.*<\/div><div class="steps"><section/s);
    expect(html).toContain('<section class="step" data-scene="scene-walk" data-beat="scores" data-set="{&quot;row&quot;:&quot;3&quot;,&quot;head&quot;:&quot;2&quot;}">');
    expect(beats.map(({ scene: of, beat, set }) => [of, beat, set])).toEqual([["walk", "scores", { row: "3", head: "2" }], ["walk", "mask", {}]]);
  });

  it("set what leads up to the first picture beside it, and nothing else", () => {
    const guide = (id: string) => `:::guide\n${scene.replace("id: walk", `id: ${id}`)}:::beat scores\nAll of them.\n:::\n`;
    const { html } = render(`Why.\n\n## Theory\n${guide("one")}Between.\n${guide("two")}`);
    expect(html).toMatch(/^<div class="guide"><div class="opening"><\/div><div class="prelude"><p>Why.<\/p>\s*<h2 id="theory">Theory<\/h2>\s*<\/div><div class="picture">/u);
    expect(html).toMatch(/<\/div><\/div>\s*<p>Between.<\/p>\s*<div class="guide"><div class="picture">/u);
    expect(render(`${scene}\nAfter a scene.\n${guide("one")}`).html).not.toContain("prelude");
  });

  it("take a function with its comment, without it, or a marked part, from the source", () => {
    expect(render(":::source src/a.rs fn twice").html).toMatch(/src\/a\.rs, from line 3.*Doubles/s);
    const bare = render(":::source src/a.rs fn twice bare").html;
    expect(bare).toContain("from line 4");
    expect(bare).not.toContain("Doubles");
    expect(render(":::source src/a.rs part middle").html.replace(/<[^>]+>/g, "")).toContain("let a = 1;\n    let b = a;");
  });

  it("read what code is given and gives, and show it highlighted", () => {
    const { html, code } = render("```numpy for=walk given=\"X=x Q=qHeads[0]\" gives=O=y\nO = X  # <b>\n```\n");
    expect(code).toEqual([{ language: "numpy", scene: "walk", given: { X: "x", Q: "qHeads[0]" }, gives: { O: "y" }, code: "O = X  # <b>\n" }]);
    expect(html).toContain('<span class="hljs-comment"># &lt;b&gt;</span>');
    expect(html).toContain("<figcaption>NumPy</figcaption>");
  });

  it("are no directives inside code", () => {
    expect(render("```text\n:::guide\n```\n").html).toContain(":::guide");
  });
});

describe("what is wrong is said, with the lesson's name", () => {
  it.each([
    ["a citation of nothing", "[@nobody]", "there is no work nobody"],
    ["a formula that is not TeX", "$\\frac{1$", "frac"],
    ["a reference without a tensor", "[x](tensor:)", "names no tensor"],
    ["an unknown directive", ":::movie", "there is no directive"],
    ["a guide without an end", ":::guide\n:::beat a\n", "not ended"],
    ["a function that is gone", ":::source src/a.rs fn thrice", "there is no fn thrice"],
    ["a function that is there twice", ":::source src/a.rs fn same", "more than one"],
    ["a part that is gone", ":::source src/a.rs part end-of", "there is no part"],
    ["a scene without words", "```scene\nid: a\nscene: attend\n```", "in words"],
    ["a scene without an id", "```scene\nscene: attend\n\nWords.\n```", "an id"],
    ["a checkpoint without a scene", checkpoint, "no scene before it"],
    ["a checkpoint with an unknown line", `${scene}${checkpoint.replace("unit", "").replace("right:", "reward: 5\nright:")}`, "has no reward"],
    ["a checkpoint on a scene that is not before it", scene + checkpoint.replace("kind:", "for: later\nkind:"), "no scene later before it"],
    ["a checkpoint that can't be read", scene + checkpoint.replace("wrong: Count\n  again.\n", ""), "has wrong"],
    ["two checkpoints of one name", scene + checkpoint + checkpoint, "are called one"],
    ["two sections of one name", "## A\n\n## A", "two sections"],
    ["code in an unknown language", "```cobol\nx\n```", "not in \"cobol\""],
    ["code that gives nothing", "```numpy for=walk\nx\n```", "gives="],
  ])("%s", (_, body, message) => {
    expect(() => render(body)).toThrow(/^lessons\/a-lesson\.md: /);
    expect(() => render(body)).toThrow(message);
  });

  it.each([["number: 3", "number: 0"], ["question: Why?", "question:"], ["title:", "titel:"]])("facts with %s as %s", (right, wrong) => {
    expect(() => renderLesson("a", front.replace(right, wrong), surroundings)).toThrow(/^lessons\/a\.md: /);
  });
});
