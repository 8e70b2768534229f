/** The exam of the trained model for a checkpoint: with the heads that the reader leaves on, and with all of them. */
import type { ReactiveControllerHost } from "lit";
import type { Engine, ModelFiles } from "../../engine";
import type { Records } from "./expression/scope";
import { examOf, type HeadPlace } from "./runs";

const nothingKnown = { natsPerToken: 0, copying: 0, agreement: 0, off: 0 };

export class Examination {
  /** Heads that the reader has switched off. */
  off: readonly HeadPlace[] = [];
  /** `exam`: with those heads off; `whole`: with all on. Zeros before the first. */
  records: Records = { exam: nothingKnown, whole: nothingKnown };
  private files: Promise<ModelFiles> | null = null;

  constructor(private readonly host: ReactiveControllerHost) {}

  async take(engine: Engine): Promise<void> {
    this.files ??= import("../heads/model-files").then(async ({ fetchModel }) => (await fetchModel()).files);
    const files = await this.files.catch((error: unknown) => {
      // Another try may reach them.
      this.files = null;
      throw error;
    });
    const whole = this.records["whole"] === nothingKnown ? await examOf(files, [], engine) : this.records["whole"];
    this.records = { exam: await examOf(files, this.off, engine), whole: whole ?? nothingKnown };
    this.host.requestUpdate();
  }
}
