"""How are e-mail messages read?"""
