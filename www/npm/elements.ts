/** The types of the public elements and of their events. */
import type { OwnSource } from "../src/elements/map/own-source";
import type { HeadwiseElement } from "../src/elements/shared/element";

export type { BeatChangeDetail, BeatChangeEvent } from "../src/elements/events/beatchange";
export type { CellSelectDetail, CellSelectEvent } from "../src/elements/events/cellselect";
export type { BackendChangeDetail, BackendChangeEvent } from "../src/elements/events/backendchange";
export type { CheckDetail, CheckEvent } from "../src/elements/events/check";
export type { ErrorDetail, ErrorEvent } from "../src/elements/events/error";
export type { ReadyDetail, ReadyEvent } from "../src/elements/events/ready";
export type { SettingsChangeDetail, SettingsChangeEvent } from "../src/elements/events/settingschange";
export type { OwnSource } from "../src/elements/map/own-source";
export type { HeadwiseElement, Place, SnapshotOptions } from "../src/elements/shared/element";
export type { OwnArrays } from "../src/elements/shared/own-arrays";
export type { Settings } from "../src/elements/shared/settings";

/** The class behind a tag, to be made by `new` or by its tag. */
export type ElementClass = CustomElementConstructor & (new () => HeadwiseElement);

/** `<headwise-map>`: queries and keys of one's own are a property, all else are attributes. */
export interface MapElement extends HTMLElement {
  source: OwnSource | null;
}
