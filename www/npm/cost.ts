/** Defines `<headwise-cost>`. */
import { HeadwiseCost as Cost } from "../src/elements/cost/cost";

export const HeadwiseCost: CustomElementConstructor = Cost;
