"""Bodies that travel from the reading of a document to its page: whole, and gone afterwards."""

from pathlib import Path

from gongkai_ssg import workers
from gongkai_ssg.build import Options, build
from gongkai_ssg.spool import Spool

_CONFIG = """\
site:
  name: 示例市文化和旅游局
  base_url: https://wl.example.gov.cn
  organizer: 示例市文化和旅游局
units:
  - {code: bgs, name: 办公室}
"""


def _document(text: str) -> str:
    front = "标题: 公告\n公开属性: 主动公开\n责任单位: 办公室\n发布日期: 2026-03-02\n"
    return f"---\n{front}成文日期: 2026-02-27\n---\n\n{text}\n"


def test_what_workers_write_is_read_anywhere(tmp_path: Path) -> None:
    """Bytes written by any worker are read back whole by this process and by other workers."""
    texts = {f"甲{number}": bytes([number]) * number * 1000 for number in range(40)}
    with Spool(tmp_path / "spool") as spool:

        def write(chunk: list[str]) -> list[tuple[str, bytes]]:
            return [(path, spool.write(texts[path])) for path in chunk]

        def read(chunk: list[str]) -> list[bytes | None]:
            return [spool.read(path) for path in chunk]

        for places in workers.run(write, [[path] for path in texts], 3):
            for path, place in places:
                spool.keep(path, place)
        spool.keep("自己", spool.write(b"own"))

        assert [data for (data,) in workers.run(read, [[path] for path in texts], 2)] == list(
            texts.values()
        )
        assert spool.read("自己") == b"own"
        assert spool.read("没有") is None
    assert not (tmp_path / "spool").exists()


def test_left_overs_of_a_killed_build_are_removed(tmp_path: Path) -> None:
    """What a killed build left in the folder is neither read nor kept."""
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "123").write_bytes(b"old")

    with Spool(tmp_path / "spool") as spool:
        assert spool.read("甲") is None
        assert not (tmp_path / "spool").exists()


def test_pages_show_the_text_that_was_checked(tmp_path: Path) -> None:
    """A document that is changed while a build runs is published as it was checked."""
    source, out = tmp_path / "site", tmp_path / "out"
    page = source / "content" / "notice" / "a.md"
    page.parent.mkdir(parents=True)
    (source / "config.yaml").write_text(_CONFIG, encoding="utf-8")
    page.write_text(_document("照常开放。"), encoding="utf-8")

    def change(stage: str, done: int, total: int) -> None:
        if stage == "读取":
            page.write_text(_document("机密★1年"), encoding="utf-8")

    options = Options(source=source, out=out, fail_on="never", search=False, jobs=1)
    assert build(options, change).built

    shown = next(out.glob("notice/**/a/index.html")).read_text(encoding="utf-8")
    assert "<p>照常开放。</p>" in shown
    assert "机密" not in shown
    assert not (tmp_path / ".gongkai" / "out" / "spool").exists()
