/**
 * Lets everything that waits (messages, input, painting) go first, without the 4 ms that nested
 * timers cost. In Node, an open port would keep the process alive: it is closed when it was heard.
 */
export function pause(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(null);
  });
}
