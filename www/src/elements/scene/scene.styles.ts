import { css } from "lit";

export const styles = css`
  /* A height of its own, so that the page around it does not move when the picture comes; more where its content needs it. */
  :host { display: block; height: 640px; min-height: fit-content; padding: 8px; }
  @media (max-width: 560px) { :host { height: 700px; } }
  .figure { min-height: 100%; container-type: inline-size; }
  .controls { flex: none; max-height: 50%; overflow: auto; }
  .controls summary { padding: 4px 8px; font-weight: 500; cursor: pointer; }
  .controls headwise-controls { display: grid; grid-template-columns: repeat(auto-fit, minmax(216px, 1fr)); gap: 0 24px; padding: 8px; }
`;
