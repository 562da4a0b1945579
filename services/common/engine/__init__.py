"""The engine: Faust, with one event for a fetched batch and commits that follow the broker's acknowledgements.

The public face is `Service`: what a stage reads, does and writes. `worker.run` runs one or more of them.
"""
