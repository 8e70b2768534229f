/** The entry point of the page about embedding. */
import "../elements/embed";
