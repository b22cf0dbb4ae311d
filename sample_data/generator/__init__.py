"""Makes the synthetic sample of Jilin City: one mesh of cells, everything else is unions of its cells."""
