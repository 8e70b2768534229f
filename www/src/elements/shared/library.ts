/** The scenes of this page, which all its elements share. Of some the drawing is fetched when it is first wanted. */
import { scenes } from "../../scenes";
import type { Scene } from "../../scenes/scene";
import { nameTensors } from "./tensor-names";

/** Fires `change` whenever a scene has come, or could not be fetched. */
export class Library extends EventTarget {
  private readonly loading = new Map<string, Promise<void>>();
  private readonly failed = new Set<string>();

  /** @param scenes All scenes in the order of the story, those to be fetched as outlines. */
  constructor(public scenes: readonly Scene[]) {
    super();
  }

  /** Fetches the drawing of a scene unless it is there or on its way; again after it could not be fetched. */
  async load({ id, load }: Scene): Promise<void> {
    if (load === undefined) return;
    const coming = this.loading.get(id) ?? this.fetch(id, load);
    this.loading.set(id, coming);
    await coming;
  }

  /** Whether the drawing of this scene could not be fetched when it was last asked for. */
  hasFailed({ id }: Scene): boolean {
    return this.failed.has(id);
  }

  private async fetch(id: string, load: () => Promise<Scene>): Promise<void> {
    try {
      const drawn = await load();
      this.scenes = this.scenes.map((scene) => (scene.id === id ? drawn : scene));
      nameTensors(drawn.names ?? {});
      this.failed.delete(id);
    } catch {
      this.loading.delete(id);
      this.failed.add(id);
    }
    this.dispatchEvent(new Event("change"));
  }
}

export const library = new Library(scenes);
