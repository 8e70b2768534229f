/** What the browser tells of itself and of the system, in a few words. */

/** As far as browsers have it. */
export interface Agent {
  readonly userAgent: string;
  readonly userAgentData?: {
    readonly brands: readonly { readonly brand: string; readonly version: string }[];
    readonly platform: string;
  };
}

/** Brands that stand beside a browser's own, or mean nothing. */
const FILLER = /not|chromium/iu;

/** Such as `Chrome 142`, `Firefox 145`, `Safari 26.1`. */
export function browserName({ userAgent, userAgentData }: Agent): string {
  const brands = userAgentData?.brands ?? [];
  const own = brands.find(({ brand }) => !FILLER.test(brand)) ?? brands.find(({ brand }) => brand === "Chromium");
  if (own) return `${own.brand.replace("Google ", "")} ${own.version}`;
  const firefox = /Firefox\/(\d+)/u.exec(userAgent);
  if (firefox) return `Firefox ${firefox[1]}`;
  const chrome = /(Edg|Chrome)\/(\d+)/u.exec(userAgent);
  if (chrome) return `${chrome[1] === "Edg" ? "Edge" : "Chrome"} ${chrome[2]}`;
  const safari = /Version\/([\d.]+).*Safari/u.exec(userAgent);
  return safari ? `Safari ${safari[1]}` : "unknown browser";
}

/** Such as `macOS`, `Windows`, `Android`. */
export function systemName({ userAgent, userAgentData }: Agent): string {
  if (userAgentData?.platform) return userAgentData.platform;
  const known: readonly (readonly [RegExp, string])[] = [
    [/iPhone|iPad/u, "iOS"], [/Android/u, "Android"], [/Mac OS X/u, "macOS"], [/Windows/u, "Windows"], [/Linux/u, "Linux"],
  ];
  return known.find(([pattern]) => pattern.test(userAgent))?.[1] ?? "unknown system";
}
