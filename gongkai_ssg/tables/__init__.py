"""Tables that staff keep in Excel, CSV or YAML: declared, read, checked, exported.

It must not know documents, columns or pages: a column type brings its own records.
"""
