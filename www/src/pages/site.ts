/** What every page of the site runs: its theme, and its bar. */
import { showCurrentPage } from "./navigation";
import { followTheme } from "./theme";

followTheme();
showCurrentPage();
