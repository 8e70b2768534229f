/** The address of the worker's script, as pages that enforce Trusted Types want it. */
import address from "./worker?worker&url";

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
}

let trusted: string | null = null;

/**
 * The script's address: a `TrustedScriptURL` where the page has Trusted Types, through the policy
 * `headwise-worker`, which vouches for this one address and no other.
 */
export function workerAddress(): string {
  trusted ??= vouchFor(address);
  return trusted;
}

function vouchFor(own: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return own;
  try {
    const policy = trustedTypes.createPolicy("headwise-worker", {
      createScriptURL(url) {
        if (url === own) return url;
        throw new TypeError(`headwise-worker does not vouch for ${url}`);
      },
    });
    return policy.createScriptURL(own);
  } catch {
    // The page does not allow the policy, or another copy has made it. Where Trusted Types are
    // only present, not enforced, the plain address will do.
    return own;
  }
}
