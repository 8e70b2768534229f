declare module "*?packed" {
  /** Compressed by gzip, in base64. */
  const packed: string;
  export default packed;
}
