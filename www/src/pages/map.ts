/** The entry point of the page of maps. */
import "../elements/map";
