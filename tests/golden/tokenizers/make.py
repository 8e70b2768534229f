"""Writes the golden data of byte-level BPE with Hugging Face's tokenizers library (0.23.3).

    python -m venv venv && venv/bin/pip install tokenizers==0.23.3
    venv/bin/python tests/golden/tokenizers/make.py

Two small tokenizers, trained on a few sentences, in the layouts of GPT-2 and of Llama 3, and what the
library makes of texts: texts.json has, for each of them, the tokens with their places in characters, with
and without the template, and what decoding gives.
"""

import json
import random
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

FOLDER = Path(__file__).parent
CORPUS = [
    "The keys to the cabinet are on the table, and the boy who opens it says that he's tired.",
    "Anna sees the old lamp near the window; she'll carry it outside. It's 12345 steps, isn't it?",
    "Größe, naïve café, Привет мир, 你好世界, مرحبا بالعالم, नमस्ते दुनिया, สวัสดี 🙂🙂",
    "def main():\n    print('hello')\n\n\nif x >= 100:\n\treturn None\r\n",
    "They're sure we've said I'm what you'd call THE KEYS TO THE CABINET.",
] * 20

LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)

TEXTS = [
    "",
    " ",
    "   ",
    "a",
    " the keys",
    "the keys to the cabinet are on the table.",
    "It's, it'S, IT'S, they'LL, we'Ve, 'sure, o'clock, ''s",
    "'\u017f '\u017ft \u017f",
    "12345678 1 22 333 4444 \u0663\u0664\u0665\u0666 \u00bd\u2167\u3007",
    "  two  spaces   three\t\ttabs \n newline\r\n\r\n  end  ",
    "\n\n\n  x\n  \n y \r z\u2028\u2029\u0085\u00a0\u3000w",
    "Größe naïve e\u0301a\u0308 café \u0301x",
    "Привет, мир! 你好，世界。 مرحبا नमस्ते สวัสดี",
    "🙂🙂🏽👩‍👩‍👧 flags 🇩🇪 keycap 1\ufe0f\u20e3",
    "!!! ??? ... --- =>= ((x)) #tag @name $5.00 100% a_b",
    "<|endoftext|>", "a<|endoftext|>b", "<|endoftext|><|endoftext|>  <|endoftext", "<<|begin|>><|begin|>",
    "x<tool>y</tool> <tool", "\x00\x01\x7f\ufffd\ufeff\u200b\u200d",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "ththththththththth", "cabinetcabinet thethethe",
]

# Assigned long ago, so that all versions of Unicode agree on their classes.
SIGNS = (
    "abcdefgthesTHEIS'''   \t\n\r.,!?-_()<>|0123456789éßñœ\u00aa\u00b2\u00bdΑωжЯ\u0301\u0308א\u05b0بـ\u064b\u0661"
    "अ\u0902\u0966ก\u0e31你好ーあ\u3007\u3000\u00a0\u2028🙂👍\ufe0f\u200d\u20ac\u2160\u24b6\u01c5\u02b0\u017f"
)


def texts():
    drawn = random.Random(7)
    return TEXTS + ["".join(drawn.choices(SIGNS, k=drawn.randint(1, 40))) for _ in range(60)]


def trained(pre_tokenizer, size, special):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=alphabet, special_tokens=special, show_progress=False
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    return tokenizer


def gpt2():
    """As in 2019: merges as strings, and no field that came later."""
    tokenizer = trained(pre_tokenizers.ByteLevel(add_prefix_space=False), 420, ["<|endoftext|>"])
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    file = json.loads(tokenizer.to_str())
    model = file["model"]
    model["merges"] = [" ".join(merge) for merge in model["merges"]]
    for field in ["type", "ignore_merges", "byte_fallback"]:
        del model[field]
    return file


def llama3():
    """With a template, added tokens of both kinds, and whole pieces taken from the vocabulary."""
    split = pre_tokenizers.Split(Regex(LLAMA3), behavior="isolated", invert=False)
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False)
    file = json.loads(trained(pre_tokenizers.Sequence([split, byte_level]), 440, []).to_str())
    file["model"]["ignore_merges"] = True
    # Reachable only as whole pieces.
    size = len(file["model"]["vocab"])
    file["model"]["vocab"].update({"\u0120window;": size, "isn": size + 1})
    tokenizer = Tokenizer.from_str(json.dumps(file))
    tokenizer.add_special_tokens(["<|begin|>", "<|endoftext|>", "<|end"])
    tokenizer.add_tokens([AddedToken("<tool>", normalized=True), AddedToken("cabinetcab", normalized=True)])
    begin, end = tokenizer.token_to_id("<|begin|>"), tokenizer.token_to_id("<|endoftext|>")
    template = processors.TemplateProcessing(
        single="<|begin|> $A <|endoftext|>",
        special_tokens=[("<|begin|>", begin), ("<|endoftext|>", end)],
    )
    tokenizer.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), template])
    return json.loads(tokenizer.to_str())


def prefixed():
    """GPT-2's with the option to begin every text with a space."""
    file = gpt2()
    file["pre_tokenizer"]["add_prefix_space"] = True
    return file


def cases(file):
    tokenizer = Tokenizer.from_str(json.dumps(file))
    for text in texts():
        plain = tokenizer.encode(text, add_special_tokens=False)
        yield {
            "text": text,
            "ids": plain.ids,
            "offsets": plain.offsets,
            "special": tokenizer.encode(text, add_special_tokens=True).ids,
            "decoded": tokenizer.decode(plain.ids, skip_special_tokens=False),
        }


def write(name, value):
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    (FOLDER / name).write_text(text + "\n", encoding="utf-8")


def main():
    made = {"gpt2": gpt2(), "llama3": llama3()}
    for name, file in made.items():
        write(f"{name}.json", file)
    made["prefixed"] = prefixed()
    write("texts.json", {name: list(cases(file)) for name, file in made.items()})


if __name__ == "__main__":
    main()
