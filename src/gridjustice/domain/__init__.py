"""What exists: records and their events, the network, disputes, follow-through orders; frozen, without I/O."""
