"""The best assignment of judges to grids: min-cost flow with columns priced in."""
