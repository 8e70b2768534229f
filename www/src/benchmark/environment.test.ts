import { expect, it } from "vitest";
import { browserName, systemName, type Agent } from "./environment";

const mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";

it.each<[string, string, Agent]>([
  ["Chrome 142", "macOS", {
    userAgent: `${mac} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36`,
    userAgentData: {
      brands: [{ brand: "Chromium", version: "142" }, { brand: "Google Chrome", version: "142" }, { brand: "Not_A Brand", version: "99" }],
      platform: "macOS",
    },
  }],
  ["Chromium 156", "Linux", {
    userAgent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0",
    userAgentData: { brands: [{ brand: "Not A;Brand", version: "8" }, { brand: "Chromium", version: "156" }], platform: "Linux" },
  }],
  ["Firefox 145", "Windows", { userAgent: "Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0" }],
  ["Safari 26.1", "iOS", { userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) Version/26.1 Mobile/15E148 Safari/604.1" }],
  ["Safari 18.3", "macOS", { userAgent: `${mac} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15` }],
  ["unknown browser", "unknown system", { userAgent: "" }],
])("knows %s on %s", (browser, system, agent) => {
  expect([browserName(agent), systemName(agent)]).toEqual([browser, system]);
});
