/** What page scripts can do with both public elements, beside their attributes and events. */
import type { OwnArrays } from "./own-arrays";
import type { Settings } from "./settings";

/** A place of the story. What is left out stays as it is. */
export interface Place {
  /** A scene by its id; `headwise-playground` alone can change it by seeking. */
  readonly scene?: string;
  /** A beat of the scene by its id. Without one: its first. */
  readonly beat?: string;
  /** How far the beat's motion has gone, 0 to 1. Default 1: its rest. */
  readonly t?: number;
}

export interface SnapshotOptions {
  /** Default `png`. */
  readonly type?: "png" | "svg";
  /** CSS pixels. Default: those of the picture on the page. */
  readonly width?: number;
  readonly height?: number;
  /** Pixels of the PNG for each CSS pixel. Default 2. */
  readonly scale?: number;
  /** Leaves the background away. Default false. */
  readonly transparent?: boolean;
}

export interface HeadwiseElement extends HTMLElement {
  /** The settings in use. Setting some changes those, also before the element is defined. */
  get settings(): Settings;
  set settings(wanted: Partial<Settings>);
  /**
   * Arrays to show in place of drawn numbers: Q, K and V, or weights. Those that do not fit the text or each other are
   * told in place and by `headwise-error`, with the code `shape-mismatch` or `bad-setting`. Set another object to change them.
   */
  arrays: OwnArrays | null;
  /** Loads and computes at once, instead of when it nears the viewport. Attribute `eager`. */
  eager: boolean;
  /** Plays once when it is in view. Attribute `autoplay`. */
  autoplay: boolean;
  /** `all`, `timeline` or `none`; null: what is usual. Attribute `controls`. */
  controls: string | null;
  /** Parts to leave away, by name between spaces. Attribute `hide`. */
  hide: string;
  /** The language of its words: `en`, the only one there is. Attribute `locale`. */
  locale: string;
  /** Changes some settings and tells it by `headwise-settingschange`. */
  set(wanted: Partial<Settings>): void;
  play(): void;
  pause(): void;
  /** To the next beat, or to the end of a motion under way. */
  step(): void;
  stepBack(): void;
  /** To a place, without telling `headwise-settingschange`. A place that does not exist is told by `headwise-error`. */
  seek(place: Place): void;
  /**
   * The picture as a file.
   * @throws Error with `code` `no-picture` before the first `headwise-ready`.
   */
  snapshot(options?: SnapshotOptions): Promise<Blob>;
  /**
   * The trace as JSON: each tensor's name, axes, rule and cells, row-major. JSON has no infinities: a
   * masked cell is the string "-Infinity".
   * @throws Error with `code` `no-picture` before the first `headwise-ready`.
   */
  exportTrace(): string;
}
