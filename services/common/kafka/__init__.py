"""Plain Kafka clients beside the engine: topics' administration, a publisher, a live reader."""
