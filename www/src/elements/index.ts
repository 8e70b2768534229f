/** The public elements, defined by importing them. */
export { HeadwisePlayground } from "./playground/playground";
export { HeadwiseScene } from "./scene/scene";
export { BeatChangeEvent } from "./events/beatchange";
export { CellSelectEvent } from "./events/cellselect";
export { BackendChangeEvent } from "./events/backendchange";
export { CheckEvent } from "./events/check";
export { ErrorEvent } from "./events/error";
export { ReadyEvent } from "./events/ready";
export { SettingsChangeEvent } from "./events/settingschange";
export type { Settings } from "./shared/settings";
