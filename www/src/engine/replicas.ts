/**
 * Copies of tensors in the workers behind the first, which holds the tensors themselves: what is shared out
 * needs its weights wherever it is computed. A copy is made behind a call that would have used it.
 */

/** One tensor's copies. */
interface Copies<Place> {
  /** Numbers of the tensor. */
  readonly length: number;
  /** Where a copy is, is on its way to, or had no room. */
  readonly places: Map<Place, "coming" | "there" | "refused">;
}

export class Replicas<Place> {
  private readonly copies = new Map<number, Copies<Place>>();
  /** Tensors that were written: what changes once changes again, and would be copied each time. */
  private readonly written = new Set<number>();

  /** @param carry Copies a tensor of that many numbers to a place; whether it is there. */
  constructor(private readonly carry: (tensor: number, to: Place) => Promise<boolean>) {}

  /** What the copies take, with those that the kernels pack. */
  get bytes(): number {
    let numbers = 0;
    for (const { length, places } of this.copies.values()) numbers += length * [...places.values()].filter((state) => state === "there").length;
    return 2 * numbers * Float32Array.BYTES_PER_ELEMENT;
  }

  /** Those of the places that have the tensor now. The others will be given it. */
  among(places: readonly Place[], tensor: number, length: number): Place[] {
    if (this.written.has(tensor)) return [];
    const known = this.copies.get(tensor);
    const copies: Copies<Place> = known?.length === length ? known : { length, places: new Map() };
    this.copies.set(tensor, copies);
    for (const place of places) {
      if (copies.places.has(place)) continue;
      copies.places.set(place, "coming");
      void this.carry(tensor, place).then((there) => {
        // Meanwhile the place may be gone. What is refused once is not asked for again.
        if (copies.places.has(place)) copies.places.set(place, there ? "there" : "refused");
      });
    }
    return places.filter((place) => copies.places.get(place) === "there");
  }

  /** Whether a copy may be made of it still. */
  has(tensor: number): boolean {
    return this.copies.has(tensor);
  }

  /** The tensor is released, or written: its copies are of no use. Where they are. */
  drop(tensor: number, why: "released" | "written"): Place[] {
    const places = [...(this.copies.get(tensor)?.places.keys() ?? [])];
    this.copies.delete(tensor);
    if (why === "written") this.written.add(tensor);
    else this.written.delete(tensor);
    return places;
  }

  /** A place is gone, or its instance is another. */
  forget(place: Place): void {
    for (const { places } of this.copies.values()) places.delete(place);
  }
}
