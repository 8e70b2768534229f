/** The works that the sheet names by author and year. */
import { html } from "lit";

export interface Reference {
  /** As the sheet names it. */
  readonly name: string;
  readonly title: string;
  /** Where it is printed. */
  readonly place: string;
  readonly link: string;
}

const arxiv = (name: string, title: string, id: string): Reference => ({ name, title, place: `arXiv:${id}`, link: `https://arxiv.org/abs/${id}` });

export const references: readonly Reference[] = [
  arxiv("Ainslie et al. 2023", "GQA: Training Generalized Multi-Query Transformer Models from Multi-Head Checkpoints", "2305.13245"),
  arxiv("Beltagy et al. 2020", "Longformer: The Long-Document Transformer", "2004.05150"),
  arxiv("Brown et al. 2020", "Language Models are Few-Shot Learners", "2005.14165"),
  arxiv("Dai et al. 2024", "DeepSeekMoE: Towards Ultimate Expert Specialization in Mixture-of-Experts Language Models", "2401.06066"),
  arxiv("Dao 2023", "FlashAttention-2: Faster Attention with Better Parallelism and Work Partitioning", "2307.08691"),
  arxiv("DeepSeek-AI 2024a", "DeepSeek-V2: A Strong, Economical, and Efficient Mixture-of-Experts Language Model", "2405.04434"),
  arxiv("DeepSeek-AI 2024b", "DeepSeek-V3 Technical Report", "2412.19437"),
  arxiv("DeepSeek-AI 2025", "Insights into DeepSeek-V3: Scaling Challenges and Reflections on Hardware for AI Architectures", "2505.09343"),
  arxiv("Gemma Team 2024", "Gemma: Open Models Based on Gemini Research and Technology", "2403.08295"),
  arxiv("Grattafiori et al. 2024", "The Llama 3 Herd of Models", "2407.21783"),
  arxiv("Jiang et al. 2023", "Mistral 7B", "2310.06825"),
  arxiv("Kaplan et al. 2020", "Scaling Laws for Neural Language Models", "2001.08361"),
  arxiv("Kwon et al. 2023", "Efficient Memory Management for Large Language Model Serving with PagedAttention", "2309.06180"),
  arxiv("Press and Wolf 2017", "Using the Output Embedding to Improve Language Models", "1608.05859"),
  arxiv("Shazeer 2019", "Fast Transformer Decoding: One Write-Head is All You Need", "1911.02150"),
  arxiv("Shazeer 2020", "GLU Variants Improve Transformer", "2002.05202"),
  arxiv("Touvron et al. 2023b", "Llama 2: Open Foundation and Fine-Tuned Chat Models", "2307.09288"),
  arxiv("Vaswani et al. 2017", "Attention Is All You Need", "1706.03762"),
  {
    name: "Williams, Waterman and Patterson 2009", title: "Roofline: An Insightful Visual Performance Model for Multicore Architectures",
    place: "Communications of the ACM 52 (4)", link: "https://doi.org/10.1145/1498765.1498785",
  },
];

export function referencesTemplate() {
  return html`<details class="references"><summary>The papers that are named here</summary>
    <ul>${references.map(({ name, title, place, link }) => html`<li>${name}. <a href=${link}>${title}</a>. ${place}.</li>`)}</ul></details>`;
}
