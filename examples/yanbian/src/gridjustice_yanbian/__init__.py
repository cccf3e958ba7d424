"""A court of Yanbian with its grids, people and disputes, all invented: the data of the demonstration."""
