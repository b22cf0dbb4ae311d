"""What needs no widget."""
