"""Every rule against its own examples, and what single rules must and must not say."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec
import pytest

from gongkai_ssg.check import check_site
from gongkai_ssg.config import load_config
from gongkai_ssg.faults import Finding, Severity
from gongkai_ssg.file_kinds import fits, kind
from gongkai_ssg.frontmatter_keys import FIELDS
from gongkai_ssg.load import load_site
from gongkai_ssg.rule import Example, Rule
from gongkai_ssg.rule_text import KEY_LABELS, Lines, index_number_shape, sample
from gongkai_ssg.rules import rules
from gongkai_ssg.topics import TOPICS, is_known, suggestion

MakeSite = Callable[[Mapping[str, str | bytes]], Path]
Check = Callable[..., tuple[Finding, ...]]

TODAY = dt.date(2026, 11, 22)
CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "site"
PATH = "content/notice/a.md"


@pytest.fixture
def check(make_site: MakeSite) -> Check:
    """Load and check a tiny site as `gongkai check` does on TODAY."""

    def run(
        files: Mapping[str, str | bytes], first_commits: Mapping[str, dt.date] | None = None
    ) -> tuple[Finding, ...]:
        root = make_site(files)
        config = load_config(root)
        site = load_site(root, config)
        site = msgspec.structs.replace(site, first_commits=first_commits or {})
        return check_site(site, config, today=TODAY)

    return run


def of(rule: str, findings: Iterable[Finding]) -> list[Finding]:
    return [each for each in findings if each.rule == rule]


def cases(kind: str) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.id}-{number}")
        for rule in rules().values()
        for number, example in enumerate(getattr(rule, kind), 1)
    ]


# --- contracts of every rule -----------------------------------------------------------


@pytest.mark.parametrize(("rule", "example"), cases("bad"))
def test_a_bad_example_is_found_at_its_line(rule: Rule, example: Example, check: Check) -> None:
    """A bad example gives a finding of its rule at its file and line."""
    found = of(rule.id, check(example.files, example.first_commits))

    path = example.path or next(iter(example.files))
    assert (path, example.line) in [(each.path, each.line) for each in found]


@pytest.mark.parametrize(("rule", "example"), cases("good"))
def test_a_good_example_is_left_alone(rule: Rule, example: Example, check: Check) -> None:
    """A good example gives no finding of its rule at all."""
    assert of(rule.id, check(example.files, example.first_commits)) == []


@pytest.mark.parametrize("rule", rules().values(), ids=lambda each: each.id)
def test_a_rule_explains_itself(rule: Rule) -> None:
    """A rule has a fault's name, Chinese words for everything, a source, and examples."""
    assert re.fullmatch(r"GK0\d\d", rule.id)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.name)
    for text in (rule.title, rule.basis, rule.why, rule.cure):
        assert re.search(r"[\u4e00-\u9fff]|GB/T", text)
    assert rule.why.endswith(("。", "。）"))
    assert rule.cure.endswith(("。", "。）"))
    assert rule.good
    assert len(rule.bad) >= 2


@pytest.mark.parametrize(("rule", "example"), cases("bad"))
def test_a_finding_is_a_sentence_with_a_cure(rule: Rule, example: Example, check: Check) -> None:
    """Messages and cures are Chinese sentences that end as sentences do."""
    for finding in of(rule.id, check(example.files, example.first_commits)):
        assert re.search(r"[\u4e00-\u9fff]", finding.message)
        assert finding.message.endswith("。")
        assert finding.hint.endswith(("。", "？", "…"))
        assert finding.basis == rule.basis


def test_rule_files_are_named_by_their_ids() -> None:
    """The file of GK014 is gk014_….py, so that a rule is found by its id."""
    folder = Path(__file__).parents[1] / "gongkai_ssg" / "rules"

    ids = {each.name[:5].upper() for each in folder.glob("gk*.py")}

    assert ids == set(rules())


def test_a_document_without_front_matter_has_one_fault(check: Check) -> None:
    """What could not be read is reported once, not again as each missing key."""
    found = check({PATH: "清明节期间，市图书馆、市文化馆、市博物馆照常开放。\n"})

    assert [each.rule for each in found] == ["GK031"]


def test_empty_front_matter_lacks_every_key(check: Check) -> None:
    """Front matter that is read and empty is told of everything it lacks."""
    found = {each.rule for each in check({PATH: "---\n# 待填写\n---\n\n照常开放。\n"})}

    assert {"GK002", "GK011", "GK018", "GK034"} <= found


def test_key_labels_are_the_first_chinese_names_of_the_content_model() -> None:
    """Rules name a key as the content model does."""
    names = {field.name: field.aliases[0] for field in FIELDS}

    assert {key: names[key] for key in KEY_LABELS} == KEY_LABELS


def test_lines_tell_line_and_column_of_an_offset() -> None:
    """Lines and columns count from 1, the first line from where the caller says."""
    lines = Lines("ab\n\ncd", first_line=8)

    assert [lines.place(at) for at in (0, 2, 3, 5)] == [(8, 1), (8, 3), (9, 1), (10, 2)]


# --- GK002 -----------------------------------------------------------------------------

ANNOTATIONS = (
    "（此件不公开）",
    "(此件不予公开)",
    "**（此件依申请公开）**",
    "（此件发至县团级）",
    "（本件发至各县级部门）",
    "<p>（此件 不公开）</p>",
    "2026年2月27日（此件不公开）",
    "（依申请公开）",
    "此件不公开",
    "公开属性：不予公开",
    "信息公开选项：依申请公开",
    "【此件不对外公开】",
)
PROSE = (
    "（此件公开发布）",
    "（此件主动公开）",
    "## 依申请公开",
    "（三）依申请公开情况",
    "依申请公开",
    "附注位置标注“（此件不公开）”的，不得上网。",
    "不予公开的（含部分公开）应当说明理由。",
    "（属于不予公开情形的，依法不予公开，并说明理由）",
    "- 公开方式：主动公开、依申请公开",
    "文件发至各县级部门后，由其组织实施。",
)


@pytest.mark.parametrize("line", ANNOTATIONS)
def test_an_annotation_against_disclosure_blocks(line: str, check: Check) -> None:
    """An active document whose text says it is not public must not leave."""
    found = of("GK002", check({PATH: sample(body=f"照常开放。\n\n{line}\n")}))

    assert [(each.line, each.severity) for each in found] == [(11, Severity.BLOCK)]


@pytest.mark.parametrize("line", PROSE)
def test_prose_about_disclosure_is_no_annotation(line: str, check: Check) -> None:
    """Text that merely speaks of 依申请公开 or 不予公开 is left alone."""
    assert of("GK002", check({PATH: sample(body=f"照常开放。\n\n{line}\n")})) == []


def test_an_annotation_agrees_with_a_withheld_document(check: Check) -> None:
    """（此件不公开） in a document that is not public contradicts nothing."""
    text = sample(
        "公开属性: 不予公开",
        "不公开理由: {code: process, text: 尚在讨论}",
        "复审日期: 2026-06-30",
        body="讨论稿。\n\n（此件不公开）",
    )

    assert of("GK002", check({PATH: text})) == []


@pytest.mark.parametrize(
    ("reason", "severity", "hint"),
    [
        ("商业机密：含报价", Severity.ERROR, "商业秘密"),
        ("过程性信息", Severity.WARNING, "补一句说明"),
        ("{code: trade_secrets, text: 含报价}", Severity.ERROR, "商业秘密"),
    ],
)
def test_a_reason_must_be_one_of_the_law(
    reason: str, severity: Severity, hint: str, check: Check
) -> None:
    """An unknown ground is an error with the nearest one; a bare ground wants a sentence."""
    text = sample("公开属性: 依申请公开", f"不公开理由: {reason}", "复审日期: 2026-06-30")

    found = of("GK002", check({PATH: text}))

    assert [severity] == [each.severity for each in found]
    assert hint in found[0].hint


# --- GK011 to GK013 --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "severity"), [("notice", Severity.WARNING), ("policy", Severity.ERROR)]
)
def test_a_missing_date_of_making_weighs_more_in_official_documents(
    column: str, severity: Severity, check: Check
) -> None:
    """成文日期 is an error in policy columns and a warning elsewhere."""
    found = of("GK011", check({f"content/{column}/a.md": sample(omit=["成文日期"])}))

    assert [severity] == [each.severity for each in found]


@pytest.mark.parametrize(
    ("pattern", "number", "fits_"),
    [
        ("{unit}/{year}-{seq:05d}", "bgs/2026-00001", True),
        ("{unit}/{year}-{seq:05d}", "bgs/2026-100001", True),
        ("{unit}/{year}-{seq:05d}", "bgs/2026-0001", False),
        ("{unit}/{year}-{seq:05d}", "办公室/2026-00001", False),
        ("00001.{date}.{seq:03d}", "00001.20260302.007", True),
        ("00001.{date}.{seq:03d}", "00001x20260302x007", False),
        ("{column}-{seq}", "power-list-7", True),
    ],
)
def test_a_pattern_tells_what_its_numbers_look_like(pattern: str, number: str, fits_: bool) -> None:
    """Units, years and running numbers have their shape; everything else is taken literally."""
    assert fits_ == bool(index_number_shape(pattern).fullmatch(number))


def test_doubled_index_numbers_name_each_other(check: Check) -> None:
    """Both documents get the finding, and each names the other."""
    other = "content/notice/b.md"
    same = "索引号: bgs/2026-00001"

    found = of("GK012", check({PATH: sample(same), other: sample("标题: 另一则公告", same)}))

    assert [PATH, other] == [each.path for each in found]
    assert other in found[0].message
    assert PATH in found[1].message


def test_a_value_that_cannot_be_read_is_not_called_missing(check: Check) -> None:
    """A faulty 有效性 is GK033's matter; GK013 does not call it absent."""
    text = sample("文号: 某文旅发〔2026〕5号", "主题分类: 综合政务", "有效性: 作废")

    found = check({"content/policy/a.md": text})

    assert [each.rule for each in found] == ["GK033"]


@pytest.mark.parametrize(
    ("topic", "meant"),
    [
        (("公路",), ("工业、交通", "公路")),
        (("综合政务\\政务公开",), ("综合政务", "政务公开")),
        (("综合政务", "政务公示"), ("综合政务", "政务公开")),
        (("科技教育",), ("科技、教育",)),
        (("工业、交通", "旅游"), ("商贸、海关、旅游", "旅游")),
        (("天气预报怎么样",), ()),
    ],
)
def test_the_topic_that_was_meant_is_offered(
    topic: tuple[str, ...], meant: tuple[str, ...]
) -> None:
    """Second levels alone, joined levels and slips of the pen lead to the entry of the list."""
    assert not is_known(topic)
    assert meant == suggestion(topic)


def test_every_topic_of_the_list_is_known() -> None:
    """Each first level alone and each pair of the list counts, and so do the newer names."""
    assert len(TOPICS) == 22
    for first, seconds in TOPICS.items():
        assert is_known((first,))
        assert all(is_known((first, second)) for second in seconds)
    assert is_known(("民政、乡村振兴、救灾", "乡村振兴"))
    assert not is_known(("综合政务", "公路"))
    assert not is_known(())


# --- GK014 -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("市政发[2024]5号", "市政发〔2024〕5号"),
        ("市政发［2024］5号", "市政发〔2024〕5号"),
        ("市政发【2024】5号", "市政发〔2024〕5号"),
        ("市政发（2024）5号", "市政发〔2024〕5号"),
        ("市政发(2024)5号", "市政发〔2024〕5号"),
        ("市政发﹝2024﹞5号", "市政发〔2024〕5号"),
        ("市政发〔2024)5号", "市政发〔2024〕5号"),
        ("市政发〔2024〕第5号", "市政发〔2024〕5号"),
        ("市政发〔2024〕05号", "市政发〔2024〕5号"),
        ("市政发[2024]第005", "市政发〔2024〕5号"),
        ("市政发〔2024年〕5号", "市政发〔2024〕5号"),
        ("市政发 〔2024〕 5 号", "市政发〔2024〕5号"),
        ("市政发〔２０２４〕５号", "市政发〔2024〕5号"),
        ("市政发〔2024〕5号。", "市政发〔2024〕5号"),
        ("新的若干措施市政发〔2024〕5号", "市政发〔2024〕5号"),
        ("你市某政呈〔2024〕96号", "某政呈〔2024〕96号"),
        ("市政发〔2024〕5号、市财发〔2024〕6号", "市政发〔2024〕5号"),
    ],
)
def test_a_malformed_number_is_mended(written: str, right: str, check: Check) -> None:
    """The hint holds the number as it should be."""
    found = of("GK014", check({PATH: sample(f'文号: "{written}"')}))

    assert [f"改为“{right}”。"] == [each.hint for each in found]
    assert f"“{written}”" in found[0].message


@pytest.mark.parametrize(
    "number",
    [
        "国办发〔2017〕47号",
        "国科发农字〔2001〕1号",
        "国发明电〔2020〕1号",
        "冀科社函〔2017〕86号",
        "第12号",
        "第十二号",
        "国务院令第711号",
        "某部公告2024年第5号",
    ],
)
def test_a_sound_number_is_left_alone(number: str, check: Check) -> None:
    """Usual 文号, orders and announcements are right as they are."""
    assert of("GK014", check({PATH: sample(f"文号: {number}")})) == []


# --- GK015 and GK018 -------------------------------------------------------------------

OLDER, NEWER = "content/policy/a.md", "content/policy/b.md"


def pair(*newer: str, validity: str = "有效") -> dict[str, str | bytes]:
    """An older document, and a newer one with the given lines."""
    official = ("主题分类: 综合政务",)
    return {
        OLDER: sample("文号: 某发〔2026〕1号", f"有效性: {validity}", *official),
        NEWER: sample("标题: 新办法", "文号: 某发〔2026〕2号", "有效性: 有效", *official, *newer),
    }


@pytest.mark.parametrize(
    "reference", ["某发〔2026〕1号", "a.md", "../policy/a.md", "bgs/2026-00001"]
)
def test_a_replaced_document_must_say_so(reference: str, check: Check) -> None:
    """The older one is told, however the newer one names it."""
    found = of("GK015", check(pair(f"替代: {reference}")))

    assert [(each.path, each.severity) for each in found] == [(OLDER, Severity.ERROR)]
    assert "某发〔2026〕2号" in found[0].message


@pytest.mark.parametrize("lines", [("施行日期: 2027-01-01",), ("草稿: 是",)])
def test_what_does_not_hold_yet_replaces_nothing(lines: tuple[str, ...], check: Check) -> None:
    """A draft, or a document that comes into force later, does not outdate another today."""
    assert of("GK015", check(pair("替代: a.md", *lines))) == []


def test_a_partly_invalid_document_may_be_replaced_in_part(check: Check) -> None:
    """部分失效 is a right answer to being replaced."""
    assert of("GK015", check(pair("替代: a.md", validity="部分失效"))) == []


@pytest.mark.parametrize(
    ("reference", "severity"),
    [
        ("国发〔2019〕1号", Severity.INFO),
        ("../policy/none.md", Severity.ERROR),
        ("bgs/2026-00077", Severity.WARNING),
        ("某某办法", Severity.WARNING),
    ],
)
def test_a_reference_to_nothing_weighs_by_its_kind(
    reference: str, severity: Severity, check: Check
) -> None:
    """A foreign 文号 is news only; a path into the site must exist."""
    found = of("GK015", check({PATH: sample(f"解读对象: {reference}")}))

    assert [severity] == [each.severity for each in found]


def test_a_reference_by_title_is_offered_the_number(check: Check) -> None:
    """Whoever names a document by its title learns how to name it."""
    found = of("GK015", check(pair("修改: 《关于公共文化场馆开放时间的公告》")))

    assert ["某发〔2026〕1号" in each.hint for each in found] == [True]


def test_a_draft_may_carry_a_date_in_the_future(check: Check) -> None:
    """A draft is not built; its date is nobody's fault yet."""
    assert of("GK018", check({PATH: sample("发布日期: 2027-01-04", "草稿: 是")})) == []


def test_document_rules_do_not_depend_on_the_day(make_site: MakeSite) -> None:
    """What a document rule finds is kept with the file, so another day must not change it."""
    steps = ("流程:", *(f"  {step}: {{by: 办公室, on: 2026-03-01}}" for step in ("保密审查", "公开")))
    root = make_site({PATH: sample("失效日期: 2026-12-01", "有效性: 有效", *steps)})
    config = load_config(root)
    kept = [load_site(root, config).faults for _ in range(2)]

    early = check_site(load_site(root, config), config, today=TODAY)
    late = check_site(load_site(root, config), config, today=dt.date(2027, 1, 1))

    assert kept[0] == kept[1] == ()
    assert ([each.rule for each in early], [each.rule for each in late]) == ([], ["GK015"])


# --- GK020 -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("suffix", "head", "right"),
    [
        ("pdf", b"%PDF-1.7\n", True),
        ("pdf", b"PK\x03\x04", False),
        ("docx", b"PK\x03\x04", True),
        ("docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", False),
        ("doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", True),
        ("xls", b"<html>", False),
        ("ofd", b"PK\x03\x04", True),
        ("jpg", b"\x89PNG\r\n\x1a\n", False),
        ("mp4", b"\0\0\0\x18ftypmp42", True),
        ("csv", "序号,名称".encode(), True),
        ("csv", b"\xff\xfe\x01\x00", True),
        ("txt", b"MZ\x90\0", False),
        ("webp", b"RIFF\0\0\0\0WEBP", True),
    ],
)
def test_the_first_bytes_tell_whether_the_extension_is_true(
    suffix: str, head: bytes, right: bool
) -> None:
    """Known formats are recognised by how they begin, plain text by having no binary in it."""
    assert right == fits(suffix, head)


def test_a_disguised_program_is_called_by_its_name() -> None:
    """The message can say what the file really is."""
    assert (kind(b"MZ\x90\0"), kind(b"????"), kind(b"%PDF-1.4")) == ("可执行程序", "", "PDF 文件")


def test_a_public_page_does_not_hand_out_a_private_attachment(check: Check) -> None:
    """A file that a withheld document holds is not shipped, and the linking page is told."""
    secret = sample(
        "标题: 讨论稿", "公开属性: 不予公开", "不公开理由: 过程性信息：尚在讨论",
        "复审日期: 2026-06-30",
    )  # fmt: skip
    files = {
        PATH: sample(body="见[附表](b/a.pdf)。"),
        "content/notice/b/index.md": secret,
        "content/notice/b/a.pdf": b"%PDF-1.7\n",
    }

    found = of("GK020", check(files))

    assert [(each.path, each.line) for each in found] == [(PATH, 9)]
    assert "content/notice/b/index.md" in found[0].message


def test_a_file_that_no_document_names_is_mentioned(check: Check) -> None:
    """A forgotten attachment is not silently left out."""
    found = of("GK020", check({PATH: sample(), "content/notice/biao.xlsx": b"PK\x03\x04"}))

    assert [(e.path, e.severity) for e in found] == [("content/notice/biao.xlsx", Severity.INFO)]


def test_thousands_of_broken_links_are_each_reported(check: Check) -> None:
    """Guessing what was meant is limited, reporting is not."""
    body = "\n".join(f"- [第{number}项](no-{number}.md)" for number in range(3000))

    assert len(of("GK020", check({PATH: sample(body=body)}))) == 3000


# --- GK030 -----------------------------------------------------------------------------


def test_code_that_is_shown_is_not_code_that_runs(check: Check) -> None:
    """Inline and fenced code may speak of tags."""
    body = "写作 `<script>`：\n\n```\n<iframe src='x'></iframe>\n```\n"

    assert of("GK030", check({PATH: sample(body=body)})) == []


def test_images_of_the_site_itself_are_not_foreign(check: Check) -> None:
    """An absolute address below base_url is our own; another host is not."""
    own = check({PATH: sample(body="![图](https://wl.example.gov.cn/a.png)")})
    foreign = check({PATH: sample(body="![图](//img.example.com/a.png)")})

    assert (of("GK030", own), len(of("GK030", foreign))) == ([], 1)


def test_each_kind_of_garbling_is_reported_once_with_its_count(check: Check) -> None:
    """One finding for a kind, at the first place, with the number of places."""
    body = "围挡不低于2\ue0105米。\n\n宽1\ue0102米。\n\n高3\ue0101米，，长。"

    found = of("GK030", check({PATH: sample(body=body)}))

    assert [(each.line, each.column, each.severity) for each in found] == [
        (9, 7, Severity.ERROR),
        (13, 6, Severity.WARNING),
    ]
    assert "共 3 处" in found[0].message


# --- real documents --------------------------------------------------------------------


@pytest.mark.skipif(not CORPUS.is_dir(), reason="真实文档语料不在旁边，跳过")
def test_rules_are_precise_on_real_documents() -> None:
    """On 2,103 real documents the rules on text fire only where a reader sees the fault too."""
    config = load_config(CORPUS)
    findings = check_site(load_site(CORPUS, config), config, today=TODAY)

    fired = Counter(each.rule for each in findings)
    # Read one by one. GK014: running text before the number, one padded number. GK030: lost
    # characters, two texts decoded wrongly, doubled punctuation.
    assert {rule: fired[rule] for rule in ("GK014", "GK030")} == {"GK014": 9, "GK030": 16}
    # True of the front matter as it was exported: no 文号, 主题分类, 有效性; no 来源.
    assert {rule: fired[rule] for rule in ("GK013", "GK019")} == {"GK013": 1951, "GK019": 294}
    # So are these: regulations without 历次 and 施行日期, interpretations without 解读对象.
    assert {rule: fired[rule] for rule in ("GK016", "GK023")} == {"GK016": 200, "GK023": 98}
    # Nobody wrote down who reviewed them; the site is old, has few columns and no marks.
    assert fired.pop("GK004") == len({each.path for each in findings if each.rule == "GK004"}) == 2103
    assert [fired.pop(rule) for rule in ("GK006", "GK007", "GK008", "GK021")] == [1, 1, 3, 1]
    # Cut titles, and pages with no more than a picture or a heading.
    assert 7 <= fired.pop("GK011") <= 20
    # 帐户, 成份 and the like in old statutes; five texts with real slips.
    assert fired.pop("GK044") == 82
    assert {"GK013", "GK014", "GK016", "GK019", "GK023", "GK030"} == set(fired)
