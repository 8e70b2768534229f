import { css } from "lit";

export const styles = css`
  :host { display: block; padding: 8px; }
  .figure { height: 100%; container-type: inline-size; }
`;
