"""How do files and streams become articles, each input by itself, in one process or several?"""
