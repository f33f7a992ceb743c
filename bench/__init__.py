"""What Lumbung costs on this machine; `python -m bench` writes docs/benchmarks.md."""
