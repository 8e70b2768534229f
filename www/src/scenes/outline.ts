/**
 * A scene whose drawing comes behind the first picture: its beats are known by id and title from the
 * start, for the timeline and the address, and draw nothing until what `load` gives takes its place.
 */
import type { DisplayList } from "../marks/display-list";
import type { Beat, Scene } from "./scene";

/** Of each beat its id and its title. */
export type Story = readonly (readonly [id: string, title: string])[];

export function outlineOf({ story, ...scene }: Omit<Scene, "beats"> & Required<Pick<Scene, "load">> & { readonly story: Story }): Scene {
  return { ...scene, beats: story.map(([id, title]) => blank(id, title)) };
}

const NOTHING: DisplayList = { frame: { x: 0, y: 0, width: 1, height: 1 }, legend: [], marks: [] };

function blank(id: string, title: string): Beat {
  return { id, title, formula: null, caption: () => [], keyframes: () => [NOTHING] };
}
