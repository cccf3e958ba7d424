"""The step tables, one module a kind, and the engine that reads them."""
