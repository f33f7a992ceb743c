"""How it is said: sentences, tiles, tables and charts made from facts."""
