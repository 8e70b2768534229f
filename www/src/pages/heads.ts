/** The entry point of the page about heads. */
import "../elements/heads";
