/** The entry point of the lessons and of the page that names them. */
import "../elements/lesson";
import { hasFlatScripts } from "../elements/shared/flat-scripts";

document.documentElement.classList.toggle("flat-scripts", hasFlatScripts(document) === true);
