/** What the tests need of a browser, whatever protocol it speaks. */
export interface Driver {
  readonly name: string;
  navigate(address: string): Promise<void>;
  /** Runs a function body in the page, such as `return document.title`; its value as JSON. */
  run(body: string): Promise<unknown>;
  resize(width: number, height: number): Promise<void>;
  close(): Promise<void>;
}

/** Runs the body until its value is true; the last value when the time is over. */
export async function until(driver: Driver, body: string, milliseconds = 30_000): Promise<unknown> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const value = await driver.run(body);
    if (value === true || Date.now() > end) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
