/**
 * The sizes of the model that comes with the site, known before it is there: controls and the picture
 * that stands in for it have them from the start. A test holds them to the model's own config.json.
 */
export const shipped = { layers: 3, heads: 6, kvHeads: 6, headDim: 16, dModel: 96, words: 293 } as const;
