/** A query that the reader sets by hand for a checkpoint, and the weights that the engine gives for it. */
import type { ReactiveControllerHost } from "lit";
import { engineFor } from "../shared/computation";
import type { Evidence } from "./judge";
import { attentionOf, queryOf } from "./runs";

export class OwnQuery {
  /** `[d_k]`. */
  q: readonly number[] = [];
  /** Over the keys that the followed row sees; null until the first are there. */
  weights: readonly number[] | null = null;

  constructor(private readonly host: ReactiveControllerHost) {}

  /** Begins with the query that the followed row really has. */
  async begin(evidence: Evidence): Promise<void> {
    if (this.q.length === 0) await this.set(queryOf(evidence), evidence);
  }

  async set(q: readonly number[], evidence: Evidence): Promise<void> {
    this.q = q;
    this.host.requestUpdate();
    const weights = await attentionOf(q, evidence, await engineFor("auto"));
    // A newer query may have been set meanwhile.
    if (this.q === q) this.weights = weights;
    this.host.requestUpdate();
  }
}
