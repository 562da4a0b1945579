"""The store, the same contract on each engine."""
