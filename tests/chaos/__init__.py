"""The proof under faults: articles flow through all services on a real Kafka while things are killed, stopped and full.

`python -m tests.chaos --help`, or `make chaos`.
"""
