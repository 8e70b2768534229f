/** The entry point of the page that others show in a frame. */
import { startFrame } from "../elements/frame/frame";

const scene = document.querySelector("headwise-scene");
if (scene !== null) startFrame(scene, location.search);
