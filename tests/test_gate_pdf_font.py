"""What a PDF says does not depend on the fonts of the machine that reads it."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from gongkai_ssg.gate.files import look_inside


def _read(*placed: tuple[int, int, str]) -> str:
    """Return the text of a page on which strings stand, in a font that the file does not hold."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont("STSong-Light", 12)
    for across, up, text in placed:
        canvas.drawString(across, up, text)
    canvas.save()
    return "".join(
        each.text for each in look_inside(out.getvalue(), "a.pdf").pieces if "页" in each.place
    )


@pytest.mark.parametrize(
    ("placed", "text"),
    [
        pytest.param(
            [(100, 700, "机"), (100, 680, "密"), (100, 660, "照常开放")], "机\n密\n照常开放",
            id="one-above-the-other",
        ),
        pytest.param(
            [(100 + 12 * at, 700, sign) for at, sign in enumerate("身份证号")], "身份证号",
            id="side-by-side",
        ),
        pytest.param([(100, 700, "照常开放 2026"), (100, 680, "a")], "照常开放 2026\na", id="words"),
    ],
)  # fmt: skip
def test_a_font_that_is_missing_hides_nothing(placed: list[tuple[int, int, str]], text: str) -> None:
    """Characters that a program puts on the page one by one are read too."""
    assert _read(*placed) == text
