"""Trains the entity tagger's model."""
