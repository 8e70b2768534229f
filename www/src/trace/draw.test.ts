import { describe, expect, it } from "vitest";
import { draw } from "./draw";

/** The bits of a double, so that a difference in the last place is a difference. */
function bits(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

describe("draw", () => {
  // Printed by headwise_core::draw::draw with f64::to_bits.
  it.each([
    [0, 0, 0, 0x3ffc89e6db6ac95dn],
    [7, 1, 0, 0xbfb359bdab795309n],
    [7, 1, 1, 0x3fff2ad054ade2a6n],
    [42, 2, 12_345, 0x3ff215d7ab17ca9fn],
    [1, 0, 1_073_741_823, 0x3fb9ad3bad60fccfn],
    [4_294_967_295, 4_294_967_295, 4_294_967_295, 0x3fc6e559704e63aan],
    [2024, 4, 4095, 0xbfc76f0cacb416ccn],
  ])("draw(%i, %i, %i) has the bits that Rust gives", (seed, stream, counter, golden) => {
    expect(bits(draw(seed, stream, counter))).toBe(golden);
  });

  it("agrees with Rust on ten thousand numbers in a row", () => {
    let hash = 0n;
    for (let counter = 0; counter < 10_000; counter++) {
      hash = BigInt.asUintN(64, hash * 31n + bits(draw(3, 5, counter)));
    }
    expect(hash).toBe(0xe56ddef20c9f4300n);
  });

  it("has mean 0 and variance 1", () => {
    const count = 20_000;
    let sum = 0;
    let squares = 0;
    for (let counter = 0; counter < count; counter++) {
      const value = draw(11, 2, counter);
      sum += value;
      squares += value * value;
    }
    expect(Math.abs(sum / count)).toBeLessThan(0.03);
    expect(Math.abs(squares / count - 1)).toBeLessThan(0.03);
  });
});
