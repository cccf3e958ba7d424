"""What the core asks of the outside: small abstract classes with numbered promises, one module a port."""
