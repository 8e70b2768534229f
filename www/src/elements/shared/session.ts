/**
 * What one element shows: settings, the trace they give, where the story stands and what is
 * pointed at. The element renders it; every change ends in an update of the element.
 */
import type { LitElement, ReactiveController } from "lit";
import type { Engine } from "../../engine";
import type { DisplayList } from "../../marks/display-list";
import type { Beat, CaptionPart, Choice, Scene } from "../../scenes/scene";
import { progress, scrub, seek, setSpeed } from "../../timeline/playhead";
import type { TraceReader } from "../../trace/reader";
import { BackendChangeEvent } from "../events/backendchange";
import { BeatChangeEvent } from "../events/beatchange";
import { CheckEvent } from "../events/check";
import { ErrorEvent } from "../events/error";
import type { Lit } from "../events/highlight";
import { ReadyEvent } from "../events/ready";
import { SettingsChangeEvent } from "../events/settingschange";
import { Check } from "./check";
import { Computation, firstPaint, type ComputationListener } from "./computation";
import type { Place } from "./element";
import { extrasOf, fittedCache } from "./extras";
import { InView } from "./in-view";
import { library } from "./library";
import type { Failure } from "./messages";
import { Notices } from "./notices";
import { ownOf, type Own, type OwnArrays } from "./own-arrays";
import { findBeat } from "./places";
import { Player } from "./player";
import { Pointer } from "./pointer";
import { lights } from "./pointing";
import { reconcile, type Reconciled } from "./reading";
import { initialSettings, type Settings } from "./settings";
import { View } from "./view";
import { aboutText, signsBefore } from "./words";

export class Session implements ReactiveController, ComputationListener {
  settings: Settings;
  /** How the trace was computed, in a sentence. */
  origin = "";
  readonly computation: Computation;
  readonly check: Check;
  readonly player: Player;
  readonly pointer: Pointer;
  readonly notices: Notices;
  private readonly view: View;
  /** The scene and beat that were told last. */
  private told = "";
  private own: Own | null = null;
  /** Whether the element is near enough to the viewport for anything to be computed. */
  private near = false;
  /** What was told of the text last. */
  private saidOfText = "";

  /**
   * @param extent Whether all scenes are on the timeline, or only the one that the settings name.
   * @param first What is set where nothing is said.
   */
  constructor(
    private readonly host: LitElement,
    private readonly extent: "all scenes" | "one scene",
    readonly first: Settings = initialSettings,
  ) {
    this.settings = first;
    this.computation = new Computation(host, this);
    this.check = new Check(host, ({ backend, adapter, fallbackReason, difference }, moved) => {
      if (moved) host.dispatchEvent(new BackendChangeEvent({ backend, adapter, fallbackReason }));
      host.dispatchEvent(new CheckEvent({ backend, adapter, fallbackReason, difference }));
    });
    this.view = new View(this);
    this.player = new Player(host, () => this.scenes, () => this.view.context);
    this.pointer = new Pointer(host, this);
    this.notices = new Notices(host);
    host.addController(new InView(host, (seen) => this.player.show(seen)));
    host.addController(this);
  }

  /** The scenes on the timeline. */
  get scenes(): readonly Scene[] {
    return this.extent === "all scenes" ? this.known : [this.scene];
  }

  /** The scene that the settings name; the first when there is none of that name. */
  get scene(): Scene {
    const scene = this.known.find(({ id }) => id === this.settings.scene) ?? this.known[0];
    if (scene === undefined) throw new Error("there are no scenes");
    return scene;
  }

  /** The scenes that there are numbers for. */
  private get known(): readonly Scene[] {
    const enough = this.own?.scenes ?? null;
    return enough === null ? library.scenes : library.scenes.filter(({ id }) => enough.includes(id));
  }

  get reader(): TraceReader | null {
    return this.computation.reader;
  }

  /** The words that can be followed: all but the sign that begins a text for the trained model, and what it wrote itself. */
  get words(): readonly string[] {
    const { reader, signs } = this;
    const generated = signs > 0 && reader?.has("cacheKeys") === true;
    return reader?.tokens.slice(signs, generated ? reader.fact("prompt") : undefined) ?? [];
  }

  /** Tokens before the first word. */
  get signs(): number {
    return this.reader === null ? 0 : signsBefore(this.reader);
  }

  /** The chosen head and row, as far as the trace has them. A row is that of the same word whatever the weights. */
  get choice(): Choice {
    const rows = this.reader?.tokens.length ?? 1;
    const heads = this.reader?.fact("heads") ?? 1;
    const row = this.settings.row + this.signs;
    return { head: Math.min(this.settings.head, heads - 1), row: Math.max(0, Math.min(row, rows - 1)) };
  }

  /** What to draw now; null before there is a trace. At rest the same object, frame after frame. */
  get picture(): DisplayList | null {
    return this.view.picture;
  }

  get beat(): Beat | null {
    const { head } = this.player;
    return this.scenes[head.scene]?.beats[head.beat] ?? null;
  }

  /** The tensors in the beat's picture at rest. */
  get tensors(): ReadonlySet<string> {
    return this.view.tensorsOf(this.beat);
  }

  /** The caption of the beat: the same object until the beat or the trace changes. */
  get caption(): readonly CaptionPart[] {
    return this.view.caption;
  }

  /** Takes settings from attributes or the address, with what there is to tell of them. */
  adopt({ settings, notices }: Reconciled): void {
    const found = findBeat(settings);
    this.notices.all = [...(notices.length > 0 ? notices : this.notices.all), ...found.notices];
    this.take(found.settings);
    this.notices.tell([...notices, ...found.notices].map(({ message }) => message));
  }

  /** Takes arrays of the embedder in place of drawn numbers; null: none. */
  give(arrays: OwnArrays | null): void {
    const { scene } = this.settings;
    this.own = arrays === null ? null : ownOf(arrays);
    if (this.scene.id !== scene) {
      const message = `“${scene}” needs more than Q, K and V: “${this.scene.id}” is shown.`;
      this.notices.put([], [{ setting: "scene", message }]);
      this.notices.tell([message]);
    }
    this.take({ ...this.settings, scene: this.scene.id, beat: this.scene.id === scene ? this.settings.beat : "", ...(arrays === null ? {} : { weights: "random" }) });
    this.turn();
  }

  /** Something near the settings could not be taken as it was given. */
  complain(problems: readonly string[]): void {
    this.notices.put(["parts"], problems.map((message) => ({ setting: "parts", message })));
    this.notices.tell(problems);
  }

  /** The element is near the viewport: from now on it computes. */
  approach(): void {
    this.near = true;
    this.compute();
  }

  /** To a place of the story. */
  seek({ scene = this.settings.scene, beat = "", t = 1 }: Place): void {
    const found = findBeat({ ...this.settings, scene, beat });
    this.notices.tell(found.notices.map(({ message }) => message));
    this.take(found.settings);
    this.turn();
    const rest = Math.min(1, Math.max(0, t));
    if (rest < 1) this.player.change((head, score) => scrub(head, score, progress({ ...head, t: rest }, score)));
  }

  /** Turns to the first beat of the scene that shows what a word stands for, or else what that comes from, if the picture does not. */
  reveal(lit: Lit): void {
    const { reader, view, scene } = this;
    if (reader === null || this.tensors.has(lit.tensor)) return;
    const shows = (beat: Beat | null): boolean => view.tensorsOf(beat).has(lit.tensor);
    const lightsIn = (beat: Beat | null): boolean => lights(reader, lit, view.tensorsOf(beat));
    const beat = scene.beats.find(shows) ?? (lightsIn(this.beat) ? undefined : scene.beats.find(lightsIn));
    if (beat === undefined) return;
    this.seek({ beat: beat.id });
    // It may be pointed at already, and is lit in the new picture.
    this.pointer.highlight(null);
  }

  /** Takes what the reader chose with a control. */
  set(wanted: Partial<Settings>): void {
    const { settings, notices } = reconcile({ ...this.settings, ...wanted });
    this.notices.all = notices;
    this.take(settings);
    this.host.dispatchEvent(new SettingsChangeEvent({ settings: this.settings }));
  }

  /** The notices were read. */
  dismiss(): void {
    this.notices.all = [];
    this.host.requestUpdate();
  }

  /** Told the size of the stage, in CSS pixels. */
  resize(width: number, height: number): void {
    if (this.view.resize(width, height)) this.host.requestUpdate();
  }

  hostConnected(): void {
    library.addEventListener("change", this.onLibrary);
  }

  hostDisconnected(): void {
    library.removeEventListener("change", this.onLibrary);
  }

  hostUpdate(): void {
    const { head } = this.player;
    const scene = this.scenes[head.scene];
    const beat = scene?.beats[head.beat];
    if (scene === undefined || beat === undefined) return;
    if (`${scene.id}/${beat.id}` === this.told) return;
    const first = this.told === "";
    this.told = `${scene.id}/${beat.id}`;
    this.settings = { ...this.settings, scene: scene.id, beat: beat.id };
    void library.load(scene);
    if (!first) this.compute();
    this.pointer.lightAgain();
    if (!first) this.host.dispatchEvent(new BeatChangeEvent({ scene: scene.id, beat: beat.id, title: beat.title }));
  }

  computed(reader: TraceReader, milliseconds: number, engine: Engine): void {
    // Whatever the backend, a trace is the work of the WebAssembly module.
    const { simd, runsIn } = engine.info;
    const where = runsIn === "worker" ? "off the main thread" : "on the main thread";
    this.origin = `Computed in ${Math.max(1, Math.round(milliseconds))} ms by WebAssembly (${simd}), ${where}.`;
    this.pointer.keepWithin(reader);
    this.sayOfText(reader);
    this.sayWhatFits(reader);
    void this.loadScenes();
    const read = this.settings.weights === "own" ? "own" : "trained";
    const weights = reader.has("stream") ? read : "random";
    this.host.dispatchEvent(new ReadyEvent({ tokens: reader.tokens, weights, backend: "cpu", milliseconds }));
    this.checkOn(reader);
  }

  failed(failure: Failure): void {
    this.host.dispatchEvent(new ErrorEvent(failure));
  }

  /** Says once what the text was not taken as. */
  private sayOfText(reader: TraceReader): void {
    const notices = aboutText(reader);
    const said = notices.map(({ message }) => message).join(" ");
    if (said === this.saidOfText) return;
    this.saidOfText = said;
    this.notices.put(["text"], notices);
  }

  /** Says what of a cache was not as it was asked for, and takes what is. */
  private sayWhatFits(reader: TraceReader): void {
    const standsIn = (this.settings.weights !== "random") !== reader.has("stream");
    if (this.scene.keepsCache !== true || standsIn) return;
    const fitted = fittedCache(this.settings, reader, this.signs);
    this.settings = { ...this.settings, ...fitted.settings };
    if (fitted.notices.length > 0) this.notices.put(["prompt", "steps"], fitted.notices);
  }

  /** Fetches the scenes of the timeline that are outlines yet, once a picture stands. */
  private async loadScenes(): Promise<void> {
    await firstPaint();
    for (const scene of this.scenes) void library.load(scene);
  }

  private readonly onLibrary = (): void => this.host.requestUpdate();

  private compute(): void {
    if (this.near) this.computation.want(this.settings, { ...extrasOf(this.scene, this.settings, this.signs), ...this.own?.request });
  }

  /** One scene shows nothing of the check: its kernels are not worth loading unless a backend is named. */
  private checkOn(reader: TraceReader): void {
    const { backend } = this.settings;
    if (this.extent === "all scenes" || backend !== "auto") this.check.want(reader, backend);
  }

  private take(settings: Settings): void {
    const moved = settings.scene !== this.settings.scene || settings.beat !== this.settings.beat;
    this.settings = settings;
    this.compute();
    if (this.reader !== null) this.checkOn(this.reader);
    if (moved) this.turn();
    this.player.change((head) => (head.speed === settings.speed ? head : setSpeed(head, settings.speed)));
    this.host.requestUpdate();
  }

  /** Turns the playhead to the scene and beat of the settings. */
  private turn(): void {
    const scene = this.scenes.indexOf(this.scene);
    const beat = this.scene.beats.findIndex(({ id }) => id === this.settings.beat);
    this.player.change((head, score) => seek(head, score, scene, Math.max(0, beat)));
  }
}
