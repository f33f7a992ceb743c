"""What is so: figures read from the marts and from the night, without a word of prose."""
