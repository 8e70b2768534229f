/** The element of the page about embedding, defined by importing it. */
export { HeadwiseEmbed } from "./embed";
