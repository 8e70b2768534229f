/** Two tensors by hand for tests of elements: `sum[i]` adds up the row i of `given`. */
import type { Tensor } from "../../trace/generated/Tensor";
import { TraceReader } from "../../trace/reader";

const tensors: Tensor[] = [
  {
    name: "given", symbol: "G", role: "stream", axes: [{ name: "token", extent: 2 }, { name: "model", extent: 3 }],
    rule: { vars: ["i", "c"], body: { op: "input" } }, data: Float32Array.of(1, 2, 3, 4, 5, 6.5),
  },
  {
    name: "sum", symbol: "s", role: "score", axes: [{ name: "token", extent: 2 }],
    rule: {
      vars: ["i"],
      body: {
        op: "sum", var: "c", extent: { op: "fixed", value: 3 },
        body: { op: "read", tensor: "given", at: [{ op: "var", name: "i" }, { op: "var", name: "c" }] },
      },
    },
    data: Float32Array.of(6, 15.5),
  },
];

export const smallTrace = new TraceReader({ version: 1, tokens: ["keys", "open"], facts: [], tensors, steps: [] });
