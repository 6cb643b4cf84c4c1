"""The engine against others: indexing and answering, all contenders in one run, taking turns.

python -m benchmarks.engine --help
"""
