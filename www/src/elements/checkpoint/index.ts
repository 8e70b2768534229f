export { HeadwiseCheckpoint } from "./checkpoint";
