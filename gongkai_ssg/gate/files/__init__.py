"""Attachments from the inside: bytes -> pieces of text with their places, and what is wrong.

One module for each format; `look` chooses by content. Nothing is written to disk and nothing is
raised: a file that cannot be read says so. None of it must know documents or rules.
"""

from gongkai_ssg.gate.files.inside import FileFault, Inside, Piece
from gongkai_ssg.gate.files.look import look_inside

__all__ = ["FileFault", "Inside", "Piece", "look_inside"]
