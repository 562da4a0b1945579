"""The samples against what should come out of each, with and without Kafka."""
