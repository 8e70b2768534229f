/** What pages of lessons are made of. */
import "../loader";
import "../progress/progress";
import "../progress/progress-keeper";
import "../search/search";
import "../theme-choice/theme-choice";
export { HeadwiseLesson } from "./lesson";
