/** The speed page's entry point. */
import "../elements/speed";
import { followTheme } from "./theme";

followTheme();
