"""How are exports read, that give each article as a row of columns or keys?"""
