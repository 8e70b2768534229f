/** The elements as React components: settings as props, events as callbacks, the element itself by `ref`. */
import { createElement, forwardRef, useEffect, useImperativeHandle, useRef, type CSSProperties, type ReactNode } from "react";
import { fields, settingNames, type Settings } from "../src/elements/shared/settings";
import type {
  BackendChangeDetail, BeatChangeDetail, CellSelectDetail, CheckDetail, ErrorDetail, HeadwiseElement, ReadyDetail, SettingsChangeDetail,
} from "./elements";

export interface HeadwiseProps extends Partial<Settings> {
  readonly id?: string;
  readonly className?: string;
  readonly style?: CSSProperties;
  /** Shown until the element is defined, and where nothing can be computed. */
  readonly children?: ReactNode;
  readonly eager?: boolean;
  readonly autoplay?: boolean;
  readonly controls?: "all" | "timeline" | "none";
  /** Names of parts to leave away, between spaces. */
  readonly hide?: string;
  readonly locale?: string;
  readonly onReady?: (detail: ReadyDetail) => void;
  readonly onBeatChange?: (detail: BeatChangeDetail) => void;
  readonly onCellSelect?: (detail: CellSelectDetail) => void;
  readonly onBackendChange?: (detail: BackendChangeDetail) => void;
  readonly onCheck?: (detail: CheckDetail) => void;
  readonly onSettingsChange?: (detail: SettingsChangeDetail) => void;
  readonly onError?: (detail: ErrorDetail) => void;
}

const events = {
  onReady: "headwise-ready",
  onBeatChange: "headwise-beatchange",
  onCellSelect: "headwise-cellselect",
  onBackendChange: "headwise-backendchange",
  onCheck: "headwise-check",
  onSettingsChange: "headwise-settingschange",
  onError: "headwise-error",
} as const;

type Callback = ((detail: unknown) => void) | undefined;

/** Renders on a server, too: the element is loaded in the browser. */
function component(tag: string, load: () => Promise<unknown>) {
  return forwardRef<HeadwiseElement, HeadwiseProps>(function Headwise(props, ref) {
    const element = useRef<HeadwiseElement>(null);
    const newest = useRef(props);
    useEffect(() => void (newest.current = props));
    useImperativeHandle(ref, () => element.current as HeadwiseElement, []);
    useEffect(() => {
      void load();
      const control = new AbortController();
      for (const [name, type] of Object.entries(events)) {
        element.current?.addEventListener(type, (event) => {
          (newest.current[name as keyof typeof events] as Callback)?.((event as CustomEvent<unknown>).detail);
        }, control);
      }
      return () => control.abort();
    }, []);
    return createElement(tag, { ...attributesOf(props), ref: element }, props.children);
  });
}

function attributesOf(props: HeadwiseProps): Record<string, unknown> {
  const { id, className, style, eager, autoplay, controls, hide, locale } = props;
  const attributes: Record<string, unknown> = { id, class: className, style, controls, hide, locale };
  if (eager === true) attributes.eager = "";
  if (autoplay === true) attributes.autoplay = "";
  for (const name of settingNames) {
    const { attribute, write } = fields[name];
    if (props[name] !== undefined) attributes[attribute] = (write as (value: unknown) => string)(props[name]);
  }
  return attributes;
}

export const HeadwiseScene = component("headwise-scene", () => import("./scene"));
export const HeadwisePlayground = component("headwise-playground", () => import("./playground"));
