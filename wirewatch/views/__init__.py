"""How records look to a person at a terminal."""
