/** What an instance holds - tensors, a model - told by the work that it was given. */
import { arraysOf, isTensor, readsModel, type Work } from "./messages";

export class Residents implements Iterable<number> {
  /** With the shapes of those that were uploaded. */
  private readonly ids = new Map<number, readonly number[] | undefined>();

  get size(): number {
    return this.ids.size;
  }

  [Symbol.iterator](): IterableIterator<number> {
    return this.ids.keys();
  }

  /** Undefined for the result of a call, too. */
  shapeOf(tensor: number): readonly number[] | undefined {
    return this.ids.get(tensor);
  }

  /** Notes the tensors that the work leaves or frees. Whether it needs the instance that holds them, or the model. */
  note(work: Work): boolean {
    switch (work.kind) {
      case "attention":
        if (work.keep) this.ids.set(work.keep.out, undefined).set(work.keep.lse, undefined);
        return work.keep !== null || arraysOf(work.request) === null;
      case "project":
        if (work.keep !== null) this.ids.set(work.keep, undefined);
        return work.keep !== null || [work.request.x, work.request.w, work.request.bias].some(isTensor);
      case "upload":
        this.ids.set(work.tensor, [...work.shape]);
        return true;
      case "release":
        this.ids.delete(work.tensor);
        return true;
      case "read":
      case "write":
      case "memory":
        return true;
      case "loadModel":
        return true;
      case "trace":
        return readsModel(work.request);
      // These bring the model with them.
      case "exam":
      case "readHeads":
      case "panic":
        return false;
    }
  }
}
