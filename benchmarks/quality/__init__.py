"""How well is the news read? Figures against annotated data, and baselines beside them in the same run."""
