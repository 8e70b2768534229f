/** What could not be taken as it was asked for: shown until it is read, and told to the page as errors. */
import type { LitElement } from "lit";
import { ErrorEvent } from "../events/error";
import type { Notice } from "./reading";

export class Notices {
  /** Those that are shown. */
  all: readonly Notice[] = [];

  constructor(private readonly host: LitElement) {}

  /** Puts these in the place of all that are about such settings. */
  put(about: readonly Notice["setting"][], notices: readonly Notice[]): void {
    this.all = [...this.all.filter(({ setting }) => !about.includes(setting)), ...notices];
  }

  /** Tells the page. */
  tell(problems: readonly string[]): void {
    for (const message of problems) this.host.dispatchEvent(new ErrorEvent({ code: "bad-attribute", message }));
  }
}
