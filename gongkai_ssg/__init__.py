"""gongkai-ssg: content folders in, a checked and searchable disclosure site out."""

__version__ = "0.1.0"
