"""Which articles tell one running story, and what happened on which day?"""

MOST_ARTICLES = 100
"""Articles of a story, unless asked otherwise."""
GAP_DAYS = 30.0
"""Days without news after which a story has ended, unless asked otherwise."""
