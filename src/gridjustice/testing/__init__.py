"""For authors of adapters and plugins: contract kits, fakes, builders, a clock that obeys."""
