"""Gate 1 (before silver) and the expectations of gate 2 (before publication)."""
