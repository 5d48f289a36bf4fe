"""The yearly report on disclosure: its prescribed tables read, checked and shown.

Nothing here knows documents, columns or pages.
"""
