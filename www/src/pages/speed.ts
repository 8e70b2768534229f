/** The speed page's entry point. */
import "../elements/speed";
