"""Which articles are copies of one another, and what do they share?"""
