/** The entry point of the lessons and of the page that names them. */
import "../elements/lesson";
