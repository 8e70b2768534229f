/** The addresses of workers' scripts, as pages that enforce Trusted Types want them. */

interface Policy {
  createScriptURL(url: string): string;
}

interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

/** The scripts that the policy vouches for. */
const own = new Set<string>();
/** Null where there is no policy to go through; undefined until it was asked for. */
let policy: Policy | null | undefined;

/**
 * The address of a worker's script: a `TrustedScriptURL` where the page has Trusted Types, through
 * the policy `headwise-worker`, which vouches for the addresses given here and no others.
 * @param script The address as the bundler gives it, never anything that comes from outside.
 */
export function trustedAddress(script: string): string {
  own.add(script);
  if (policy === undefined) policy = makePolicy();
  return policy === null ? script : policy.createScriptURL(script);
}

function makePolicy(): Policy | null {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return null;
  try {
    return trustedTypes.createPolicy("headwise-worker", {
      createScriptURL(url) {
        if (own.has(url)) return url;
        throw new TypeError(`headwise-worker does not vouch for ${url}`);
      },
    });
  } catch {
    // The page does not allow the policy, or another copy has made it. Where Trusted Types are
    // only present, not enforced, the plain address will do.
    return null;
  }
}
