/** Recovery after a panic, on the build of the package that can be made to panic. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Client } from "./client";
import { AttentionError } from "./errors";

vi.mock("./package", () => import("../testing/wasm-package"));

const sentence = { text: "a b c", heads: 2, dModel: 8 };
const panic = (client: Client) => client.call({ kind: "panic" }).catch((error: unknown) => error);

describe("a panic", () => {
  const client = new Client();
  const printed = vi.spyOn(console, "error").mockImplementation(() => {});
  beforeAll(() => client.start());
  beforeEach(() => void printed.mockClear());
  afterAll(() => {
    client.dispose();
    printed.mockRestore();
  });

  it("rejects its own call, says so on the console, and the next call works", async () => {
    const before = await client.trace(sentence);
    const error = await panic(client);
    expect(error).toBeInstanceOf(AttentionError);
    expect(error).toMatchObject({ code: "engine-panicked", operation: "panic" });
    expect(String(printed.mock.calls[0]?.[0])).toContain("a panic that was asked for");
    expect(await client.trace(sentence)).toEqual(before);
  });

  it("leaves the calls before and behind it alone", async () => {
    const [before, broken, behind] = await Promise.all([client.trace(sentence), panic(client), client.trace(sentence)]);
    expect(broken).toMatchObject({ code: "engine-panicked" });
    expect(behind).toEqual(before);
  });

  it("is survived again and again", async () => {
    for (let round = 0; round < 20; round++) {
      expect(await panic(client)).toMatchObject({ code: "engine-panicked" });
    }
    expect((await client.trace(sentence)).tokens).toHaveLength(3);
  });

  it("does not disturb another engine on the same thread", async () => {
    const other = new Client();
    await other.start();
    const [, theirs] = await Promise.all([panic(client), other.trace(sentence)]);
    expect(theirs.tokens).toHaveLength(3);
    other.dispose();
  });
});
