"""Faults inside attachments, of every kind of file."""

from __future__ import annotations

from red_team.cases import Fault
from red_team.faults_office import slides, words
from red_team.faults_packed import archives, hidden, pictures, unread
from red_team.faults_pieces import files_in_pieces
from red_team.faults_read import pdfs, texts
from red_team.faults_workbooks import workbooks


def attachment_faults() -> list[Fault]:
    """Return every fault that stands in an attachment."""
    kinds = (workbooks, words, slides, pdfs, texts, archives, pictures, unread, hidden, files_in_pieces)
    return [fault for kind in kinds for fault in kind()]
