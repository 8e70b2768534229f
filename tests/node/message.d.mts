/** What message.mjs exports, for the page that is written in TypeScript. */

export interface Header {
  readonly call: string;
  readonly arguments: object;
  readonly arrays: readonly { readonly name: string; readonly type: "f32" | "u8"; readonly length: number }[];
}

export function payloadBytes(header: Header): number;
export function readRequest(header: Header, payload: Uint8Array): { call: string; request: unknown };
export function writeArrays(named: object): Uint8Array<ArrayBuffer>;
export function writeError(message: string, kind: "refused" | "unsupported" | "lost"): Uint8Array<ArrayBuffer>;
export function split(message: Uint8Array): { header: Header; payload: Uint8Array };
