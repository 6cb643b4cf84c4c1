"""How are the exports of news databases read, that hold several articles in a file?"""
