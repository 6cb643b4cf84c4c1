"""How is an archive made, opened, checked, made anew, and saved?"""
