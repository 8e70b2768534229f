/** Filling tensors cell by cell from a function of the index. */
import type { Role } from "../../trace/generated/Role";
import type { Tensor } from "../../trace/generated/Tensor";

export type Tensors = Map<string, Tensor>;

/** Adds a tensor whose cells are `value(...index)`, and gives a function that reads its cells. */
export function cells(
  tensors: Tensors,
  name: string,
  role: Role,
  axes: Readonly<Record<string, number>>,
  value: (...index: number[]) => number,
): (...index: number[]) => number {
  const extents = Object.values(axes);
  const size = extents.reduce((product, extent) => product * extent, 1);
  const data = new Float32Array(size);
  const index = extents.map(() => 0);
  for (let offset = 0; offset < size; offset++) {
    data[offset] = value(...index);
    for (let axis = extents.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (extents[axis] as number)) break;
      index[axis] = 0;
    }
  }
  tensors.set(name, {
    name,
    symbol: name,
    role,
    axes: Object.entries(axes).map(([axis, extent]) => ({ name: axis, extent })),
    rule: { vars: Object.keys(axes), body: { op: "input" } },
    data,
  });
  return (...at) => data[at.reduce((offset, place, axis) => offset * (extents[axis] as number) + place, 0)] as number;
}

/** Standard normal numbers by place: Box-Muller on two hashes of (stream, row, column). */
export function normals(stream: number): (row: number, column: number) => number {
  return (row, column) => {
    const u = (hash(stream, row, column, 1) + 1) / 4_294_967_297;
    const angle = 2 * Math.PI * (hash(stream, row, column, 2) / 4_294_967_296);
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(angle);
  };
}

/** A 32-bit mix of the parts (the finalizer of MurmurHash3). */
function hash(...parts: readonly number[]): number {
  let state = 0x9e37_79b9;
  for (const part of parts) {
    state = Math.imul(state ^ (part + 1), 0x85eb_ca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2_ae35);
    state ^= state >>> 16;
  }
  return state >>> 0;
}
