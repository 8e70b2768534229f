/** The site's entry point: the public elements, and their theme on the page around them. */
import "../elements";
import { showScriptAddress } from "./script-address";
import { followTheme } from "./theme";

followTheme();
showScriptAddress();
