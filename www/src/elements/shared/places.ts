/** Places of the story that settings name. */
import { library } from "./library";
import type { Notice, Reconciled } from "./reading";
import type { Settings } from "./settings";

/** The settings with a scene and a beat that exist, and a word for each that did not. */
export function findBeat(settings: Settings): Reconciled {
  const notices: Notice[] = [];
  const scene = library.scenes.find(({ id }) => id === settings.scene) ?? library.scenes[0];
  if (scene !== undefined && scene.id !== settings.scene) {
    notices.push({ setting: "scene", message: `There is no scene “${settings.scene}”. This is ${scene.title}.` });
  }
  const beat = scene?.beats.find(({ id }) => id === settings.beat);
  if (settings.beat !== "" && beat === undefined) {
    notices.push({ setting: "beat", message: `There is no beat “${settings.beat}” in ${scene?.title ?? ""}: this is its first.` });
  }
  return { settings: { ...settings, scene: scene?.id ?? "", beat: beat?.id ?? "" }, notices };
}
