/** The benchmark's element by itself: pages that show scenes do not load it. */
export { ReportEvent } from "../events/report";
export { HeadwiseSpeed } from "./speed";
export type { Report } from "../../benchmark/report";
