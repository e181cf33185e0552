"""What may be set, said once: `schema.yml`; checked once: `first_fault`."""
