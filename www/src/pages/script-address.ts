/** The example of embedding names the script where it really lies. */
export function showScriptAddress(): void {
  const example = document.querySelector(".script-address");
  if (example !== null) example.textContent = new URL("headwise.js", new URL(".", location.href)).href;
}
