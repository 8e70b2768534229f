/** Signs on buttons, 16 by 16. Each button also has a name in words. */
import { svg } from "lit";

const sign = (path: string) =>
  svg`<svg viewBox="0 0 16 16" aria-hidden="true"><path d=${path} /></svg>`;

export const playSign = sign("M4 2.5v11l9-5.5z");
export const pauseSign = sign("M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z");
export const stepSign = sign("M3 2.5v11L10.5 8zM11 2.5h2.2v11H11z");
export const backSign = sign("M13 2.5v11L5.5 8zM2.8 2.5H5v11H2.8z");
export const closeSign = sign("M3.3 2.2 8 6.9l4.7-4.7 1.1 1.1L9.1 8l4.7 4.7-1.1 1.1L8 9.1l-4.7 4.7-1.1-1.1L6.9 8 2.2 3.3z");
export const lockSign = sign("M4.5 7V5a3.5 3.5 0 0 1 7 0v2H13v7H3V7zM6 7h4V5a2 2 0 0 0-4 0z");
export const settingsSign = sign(
  "M1.5 4h6.2a2.3 2.3 0 0 1 4.4 0h2.4v1.4h-2.4a2.3 2.3 0 0 1-4.4 0H1.5zM1.5 10.6h2.4a2.3 2.3 0 0 1 4.4 0h6.2V12H8.3a2.3 2.3 0 0 1-4.4 0H1.5z",
);
export const tableSign = sign("M1.5 2.5h13v11h-13zM3 6.4v2.2h3V6.4zm4.4 0v2.2h5.9V6.4zM3 10v2.1h3V10zm4.4 0v2.1h5.9V10z");
export const linkSign = sign(
  "M6.6 9.4 9.4 6.6l.9.9-2.8 2.8zM8.7 3.6l1.2-1.2a2.6 2.6 0 0 1 3.7 3.7l-2 2-.9-.9 2-2a1.3 1.3 0 0 0-1.9-1.9L9.6 4.5zM7.3 12.4l-1.2 1.2a2.6 2.6 0 0 1-3.7-3.7l2-2 .9.9-2 2a1.3 1.3 0 0 0 1.9 1.9l1.2-1.2z",
);
export const rerollSign = sign("M8 2.5a5.5 5.5 0 1 0 5.3 7h-1.6A4 4 0 1 1 8 4c1.1 0 2.1.5 2.8 1.2L8.7 7.3H14V2l-2.1 2.1A5.5 5.5 0 0 0 8 2.5z");
