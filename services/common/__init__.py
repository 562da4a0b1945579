"""What the services share: the engine, Kafka clients, the store, settings, logs."""
