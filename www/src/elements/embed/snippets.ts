/** What to write on one's own page, for each way in. */
import { fields, settingNames, type Settings } from "../shared/settings";
import { writeAddress } from "../shared/reading";

/** What is chosen beside the settings of the scene. */
export interface Extras {
  readonly controls: "all" | "timeline" | "none";
  /** Names of parts, in order. */
  readonly hide: readonly string[];
  readonly autoplay: boolean;
  readonly eager: boolean;
}

export const initialExtras: Extras = { controls: "timeline", hide: [], autoplay: false, eager: false };

export interface Snippet {
  readonly id: string;
  readonly name: string;
  /** When it is the way to take, in a sentence. */
  readonly when: string;
  readonly code: string;
}

/** Name and value of each attribute that is not as usual. */
export function attributesOf(settings: Settings, extras: Extras): ReadonlyMap<string, string> {
  const attributes = new Map(new URLSearchParams(writeAddress(settings)));
  if (extras.controls !== initialExtras.controls) attributes.set("controls", extras.controls);
  if (extras.hide.length > 0) attributes.set("hide", extras.hide.join(" "));
  if (extras.autoplay) attributes.set("autoplay", "");
  if (extras.eager) attributes.set("eager", "");
  return attributes;
}

/** @param site The address of the site's root, with a slash at its end. @param words What stands in for the picture. */
export function snippetsOf(settings: Settings, extras: Extras, site: string, words: string): readonly Snippet[] {
  const attributes = attributesOf(settings, extras);
  const query = [...attributes].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
  const tag = `<headwise-scene${[...attributes].map(([name, value]) => ` ${name}${value === "" ? "" : `="${escaped(value)}"`}`).join("")}>
  <p>${escaped(words)}</p>
</headwise-scene>`;
  return [
    {
      id: "script", name: "Script", when: "For any page: nothing to install. The script is 3 KB and loads the rest when the scene is near.",
      code: `<script type="module" src="${site}headwise.js"></script>\n${tag}`,
    },
    {
      id: "npm", name: "npm", when: "For a page built with Vite, webpack or another bundler: npm install headwise.",
      code: `import "headwise/loader";\n\n// and in the page:\n${tag}`,
    },
    {
      id: "react", name: "React", when: "For React 18 and later, with types: npm install headwise.",
      code: `import { HeadwiseScene } from "headwise/react";\n\n<HeadwiseScene${propsOf(settings, extras)}>\n  ${words}\n</HeadwiseScene>`,
    },
    {
      id: "iframe", name: "Frame", when: "For a page that takes no scripts of others: the second line, which fits the height, can be left away.",
      code: `<iframe data-headwise src="${site}frame.html?${escaped(query)}" title="${escaped(words)}"
  style="width: 100%; height: 640px; border: 0" loading="lazy"></iframe>
<script type="module" src="${site}headwise-frame.js"></script>`,
    },
    {
      id: "file", name: "One file", when: "For notebooks and for use without a network: copy standalone.js out of the npm package.",
      code: `<script type="module" src="standalone.js"></script>\n${tag}`,
    },
  ];
}

function propsOf(settings: Settings, extras: Extras): string {
  const attributes = attributesOf(settings, extras);
  const props = settingNames.filter((name) => attributes.has(fields[name].attribute)).map((name) => {
    const value = settings[name];
    // In quotation marks JSX knows no escapes.
    const plain = typeof value === "string" && !/["&{}<>\\]/u.test(value);
    return plain ? ` ${name}="${value}"` : ` ${name}={${JSON.stringify(value)}}`;
  });
  if (attributes.has("controls")) props.push(` controls="${extras.controls}"`);
  if (attributes.has("hide")) props.push(` hide="${extras.hide.join(" ")}"`);
  return [...props, extras.autoplay ? " autoplay" : "", extras.eager ? " eager" : ""].join("");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
