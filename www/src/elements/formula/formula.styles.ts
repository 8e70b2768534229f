import { css } from "lit";

export const styles = css`
  :host { display: block; min-width: 0; }
  .formula { overflow-x: auto; overflow-y: hidden; padding: 4px; scrollbar-width: thin; outline: none; }
  math { display: block; font-family: var(--hw-font-formula); width: max-content; margin: 0; font-size: var(--hw-text-lead); }
  mi[mathvariant="normal"] { text-transform: none; }
  /* Beside words, where several follow each other and lines may break between them. */
  :host([untabbed]) math { display: inline-block; font-size: var(--formula-size, var(--hw-text-lead)); }
  /* Scripts in scripts would shrink below what can be read. */
  :is(msub, msup, munder, mover) > :nth-child(2), :is(msubsup, munderover) > :nth-child(n + 2) { font-size: var(--hw-text-small); }
  .flat-scripts msub > :nth-child(2) { position: relative; top: 0.3em; }
  [data-tensor] { cursor: default; border-radius: 2px; transition: background-color var(--hw-quick); }
  [data-tensor].lit, [data-tensor]:hover { background: var(--hw-highlight); }
  [data-tensor]:focus-visible { outline: 2px solid var(--hw-accent); outline-offset: 1px; }
`;
