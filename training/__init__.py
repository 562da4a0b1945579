"""Makes the models that the services ship. Needs torch, which the services do not: see README.md here."""
