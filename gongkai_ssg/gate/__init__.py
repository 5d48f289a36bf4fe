"""The gate: finds what must not be published, in texts, tables, attachments and built files.

Pure detectors on values; they must not know documents, config files or where a text comes from.
"""
