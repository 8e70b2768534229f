/** The site's entry point: the public elements. */
import "../elements";
import { showScriptAddress } from "./script-address";

showScriptAddress();
