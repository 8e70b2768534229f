"""Runs a block of a lesson's code and prints what it leaves in the variables that are asked for.

Reads {"library": "numpy" | "torch", "code": ..., "given": {NAME: [SHAPE, CELLS]}, "gives": [NAME, ...]} as JSON
from standard input and writes {NAME: [SHAPE, CELLS]}. Everything is float64.
"""

import contextlib
import importlib
import json
import sys

request = json.load(sys.stdin)
library = importlib.import_module(request["library"])
variables = {
    name: library.asarray(cells, dtype=library.float64).reshape(shape)
    for name, (shape, cells) in request["given"].items()
}
# What a lesson prints is not the answer.
with contextlib.redirect_stdout(sys.stderr):
    exec(compile(request["code"], "lesson", "exec"), variables)
found = {name: library.asarray(variables[name]) for name in request["gives"]}
json.dump({name: [list(value.shape), value.reshape(-1).tolist()] for name, value in found.items()}, sys.stdout)
