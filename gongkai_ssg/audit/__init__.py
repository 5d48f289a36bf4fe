"""自查: what the inspection looks at, how the site stands, and reports of it that stay private.

It must not know the pages of the site or the theme.
"""
