"""How are pages read that were set for print: digitised newspapers, and PDF?"""
