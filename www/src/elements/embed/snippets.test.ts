import { describe, expect, it } from "vitest";
import { initialSettings } from "../shared/settings";
import { attributesOf, initialExtras, snippetsOf } from "./snippets";

const settings = { ...initialSettings, scene: "attend", text: 'say "a" & <b>', heads: 2, kvHeads: 2, headsOff: [1] };
const of = (id: string, extras = initialExtras) => snippetsOf(settings, extras, "https://example.org/x/", "What it shows.").find((each) => each.id === id)?.code ?? "";

describe("snippets", () => {
  it("have the attributes that are not as usual", () => {
    expect([...attributesOf(initialSettings, initialExtras)]).toEqual([["scene", "split"]]);
    expect([...attributesOf(settings, { controls: "none", hide: ["speed", "zoom"], autoplay: true, eager: true })]).toEqual([
      ["text", settings.text], ["heads", "2"], ["off", "2"], ["scene", "attend"],
      ["controls", "none"], ["hide", "speed zoom"], ["autoplay", ""], ["eager", ""],
    ]);
  });

  it("escape what a reader typed", () => {
    expect(of("script")).toBe(`<script type="module" src="https://example.org/x/headwise.js"></script>
<headwise-scene text="say &quot;a&quot; &amp; &lt;b>" heads="2" off="2" scene="attend">
  <p>What it shows.</p>
</headwise-scene>`);
    expect(of("iframe")).toContain('src="https://example.org/x/frame.html?text=say%20%22a%22%20%26%20%3Cb%3E&amp;heads=2&amp;off=2&amp;scene=attend"');
  });

  it("name properties in React as the settings do", () => {
    expect(of("react", { ...initialExtras, autoplay: true })).toContain(String.raw`<HeadwiseScene text={"say \"a\" & <b>"} heads={2} headsOff={[1]} scene="attend" autoplay>`);
  });
});
