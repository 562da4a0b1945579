"""Sample articles, as a day on the wire would bring them, and what should come out of each.

`wire/` holds the input, in every format that `wirewatch feed files` reads; `expected.jsonl` holds the labels.
Both are found with `importlib.resources.files("seeds")`. README.md says how they were made and are read.
"""
