"""Which segments are the index, and how does that change?"""
