/** The entry point of the page that counts what models cost. */
import "../elements/cost";
