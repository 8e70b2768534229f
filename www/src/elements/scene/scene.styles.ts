import { css } from "lit";

export const styles = css`
  /* A height of its own, so that the page around it does not move when the picture comes. */
  :host { display: block; height: 640px; padding: 8px; }
  .figure { height: 100%; container-type: inline-size; }
`;
