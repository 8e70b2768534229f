"""Compares the shipped model's logits with those of the transformers library.

    python -m venv .venv && .venv/bin/pip install torch transformers
    .venv/bin/python tests/python/same_logits.py [FOLDER]

The library loads FOLDER (www/public/model) as it loads any GPT-2 and computes in f32; the project's own
model runs as the example `logits`. Ends with an error when two logits differ by more than TOLERANCE, the
library misses a tensor or knows no use for one, or the most likely tokens differ.
"""

import json
import random
import subprocess
import sys
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM

ROOT = Path(__file__).resolve().parents[2]
# Logits are of the order of 10, sums of some hundred products rounded to f32.
TOLERANCE = 1e-4
TEXTS = [
    "<begin> the keys to the cabinet are on the table .",
    "<begin> Anna helps the old king because she likes him .",
]


def texts(vocabulary: list[str], positions: int) -> list[list[int]]:
    """Two sentences, a repeated stretch, and tokens at random over all positions."""
    ids = {word: number for number, word in enumerate(vocabulary)}
    sentences = [[ids[word] for word in text.split() if word in ids] for text in TEXTS]
    draw = random.Random(5)
    stretch = draw.sample(range(2, len(vocabulary)), 12)
    noise = [draw.randrange(len(vocabulary)) for _ in range(positions)]
    return [*sentences, [0, *stretch, *stretch], noise]


def own_logits(folder: Path, tokens: list[int]) -> torch.Tensor:
    command = ["cargo", "run", "--quiet", "--package", "headwise-model", "--example", "logits", "--"]
    arguments = [str(folder), *map(str, tokens)]
    output = subprocess.run(command + arguments, cwd=ROOT, check=True, capture_output=True, text=True)
    return torch.tensor(json.loads(output.stdout)["logits"])


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "www/public/model").resolve()
    model, info = AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, output_loading_info=True
    )
    complaints = {kind: list(names) for kind, names in info.items() if names}
    if complaints:
        print(f"the library complains: {complaints}")
        return 1
    model.eval()
    vocabulary = json.loads((folder / "vocabulary.json").read_text())
    worst = 0.0
    for tokens in texts(vocabulary, model.config.n_positions):
        with torch.no_grad():
            theirs = model(torch.tensor([tokens])).logits[0]
        ours = own_logits(folder, tokens)
        if not torch.equal(ours.argmax(-1), theirs.argmax(-1)):
            print(f"the most likely tokens differ after {tokens}")
            return 1
        worst = max(worst, (ours - theirs).abs().max().item())
    print(f"largest difference of two logits: {worst:.2e}, allowed {TOLERANCE:.0e}")
    return 0 if worst <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main())
