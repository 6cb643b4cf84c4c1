"""How are the files of web crawls read?"""
