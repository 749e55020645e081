"""Every query, named; one module per stem."""
