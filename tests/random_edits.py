"""A site that is edited at random: what an agency's staff may do to it in some years.

Every step is drawn from one seed, so a walk that fails can be walked again.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from decision_tables import ON_PERSON, PENALTY, POWER, csv_table
from sites import PDF, PNG

_COLUMNS = ("notice", "policy", "normative", "政策解读", "财政资金", "annual-report", "own-column")
_WORDS = (
    "文化", "旅游", "图书馆", "预算", "公告", "通知", "办法", "安全", "检查", "许可", "演出", "文物", "<b>&\"'", "乡村", "数字",
    "２０２６",
)  # fmt: skip
_TOPICS = ("文化、广电、新闻出版", "[财政、金融、审计, 财政]", "科技、教育")
_DISCLOSURES = ("主动公开", "主动公开", "主动公开", "主动公开", "依申请公开", "不予公开")
_VALIDITIES = ("有效", "已修改", "部分失效", "失效", "废止")
_RELATIONS = ("解读对象", "替代", "修改", "废止依据", "落实对象")
_FIRST_DAY = dt.date(2023, 11, 1)


class RandomEdits:
    """One site and the walk over it; `steps` tells what was done so far."""

    def __init__(self, source: Path, seed: int, out: Path) -> None:
        self.source, self.out = source, out
        self.random = random.Random(seed)
        self.today = dt.date(2026, 11, 22)
        self.steps: list[str] = []
        self._documents: dict[str, dict[str, str]] = {}
        self._rows: dict[str, list[dict[str, str]]] = {}  # of each data file that was ever made
        self._made = 0
        self._config = {
            "name": "示例市文化和旅游局", "base_url": "https://wl.example.gov.cn", "icp": "",
            "bgs": "办公室", "cwk": "财务科", "theme": "default", "pattern": "{unit}/{year}-{seq:05d}",
        }  # fmt: skip
        self._columns: dict[str, str] = {"own-column": "name: 自设栏目, type: policy"}
        self._former: list[str] = []
        self._write_config()
        for _ in range(10):
            self._new_document()
        first = (self._new_powers, self._new_penalties, self._new_consultation, self._new_issue)
        for make in (*first, self._new_penalty, self._new_penalty):
            make()
        self.steps.clear()

    def step(self) -> None:
        """Do one random thing."""
        many: list[tuple[int, Callable[[], str]]] = [
            (6, self._new_document), (3, self._delete), (4, self._move), (6, self._edit_key),
            (3, self._edit_body), (4, self._flip), (4, self._attach), (2, self._detach),
            (4, self._relate), (2, self._change_config), (2, self._change_column),
            (4, self._change_theme), (2, self._change_day), (2, self._damage_output),
            (1, self._break_document), (1, self._touch), (1, self._delete_many),
            (2, self._new_powers), (2, self._new_penalties), (8, self._edit_rows),
            (2, self._rename_data), (1, self._break_data), (2, self._new_penalty),
            (2, self._new_consultation), (2, self._new_issue), (2, self._edit_own),
            (3, self._next_day),
        ]  # fmt: skip
        done = self.random.choices([each for _, each in many], [weight for weight, _ in many])[0]()
        self.steps.append(done)

    # --- documents -----------------------------------------------------------------------

    def _pick(self) -> str:
        if not self._documents:
            self._new_document()
        return self.random.choice(sorted(self._documents))

    def _title(self) -> str:
        return (
            "关于"
            + "".join(self.random.choices(_WORDS, k=3))
            + f"的通知{self.random.randrange(99)}"
        )

    def _day(self) -> dt.date:
        return _FIRST_DAY + dt.timedelta(days=self.random.randrange(1200))

    def _place(self) -> str:
        self._made += 1
        column = self.random.choice(_COLUMNS)
        folder = self.random.choice(("", "2024/", "2025/一月/", "list/"))
        name = self.random.choice(
            (f"d{self._made}.md", f"文件 {self._made}.md", f"b{self._made}/index.md")
        )
        return f"content/{column}/{folder}{name}"

    def _new_document(self) -> str:
        path = self._place()
        day = self._day()
        keys = {
            "标题": self._title(),
            "公开属性": self.random.choice(_DISCLOSURES),
            "责任单位": self.random.choice(("办公室", "财务科", "未登记的科")),
            "成文日期": str(day - dt.timedelta(days=3)),
            "发布日期": f"{day}{self.random.choice(('', ' 09:30'))}",
        }
        if self.random.random() < 0.3:
            keys["关键词"] = (
                f"[{', '.join(self.random.sample(('文化', '旅游', '预算', '安全'), 2))}]"
            )
        if self.random.random() < 0.3:
            keys["主题分类"] = self.random.choice(_TOPICS)
        if self.random.random() < 0.3:
            keys["有效性"] = self.random.choice(_VALIDITIES)
        if self.random.random() < 0.3:
            keys["文号"] = f"示文旅发〔{day.year}〕{self._made}号"
        if self.random.random() < 0.2:
            keys["旧网址"] = f"old/{self._made}.html"
        if self.random.random() < 0.1:
            keys["草稿"] = "是"
        if day > self.today or self.random.random() < 0.1:
            keys["定时发布"] = "是"
        keys["正文"] = self._text()
        self._documents[path] = keys
        self._write(path)
        return f"new {path}"

    def _text(self) -> str:
        parts = [f"各单位：为做好{self.random.choice(_WORDS)}工作，现通知如下。"]
        for _ in range(self.random.randrange(4)):
            other = self._pick() if self._documents else ""
            parts.append(self.random.choice((
                f"一、{self.random.choice(_WORDS)}工作有序开展，请认真落实第{self.random.randrange(99)}项。",
                "| 项目 | 金额 |\n| --- | --- |\n| 演出 | 100 |",
                f"详见[有关文件](<{self._relative(other)}>)。" if other else "无。",
                f"## 标题{self.random.randrange(3)}\n\n正文[^1]。\n\n[^1]: 脚注。",
                "![图](tu.png)",
            )))  # fmt: skip
        return "\n\n".join(parts)

    def _relative(self, path: str) -> str:
        # Documents lie one to three folders deep: what does not fit is a broken link, as in life.
        return "../" * self.random.randrange(1, 4) + path.removeprefix("content/")

    def _write(self, path: str) -> None:
        keys = self._documents[path]
        lines = [f"{key}: {value}" for key, value in keys.items() if key not in ("正文", "坏")]
        text = "\n".join(
            ["---", *lines, *([keys["坏"]] if "坏" in keys else []), "---", "", keys["正文"], ""]
        )
        target = self.source / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def _delete(self) -> str:
        path = self._pick()
        del self._documents[path]
        if path.endswith("/index.md") and self.random.random() < 0.7:
            shutil.rmtree((self.source / path).parent)
        else:
            (self.source / path).unlink()
        return f"delete {path}"

    def _delete_many(self) -> str:
        gone = self.random.sample(sorted(self._documents), len(self._documents) // 2)
        for path in gone:
            del self._documents[path]
            (self.source / path).unlink()
        return f"delete {gone}"

    def _move(self) -> str:
        old, new = self._pick(), self._place()
        self._documents[new] = self._documents.pop(old)
        target = self.source / new
        target.parent.mkdir(parents=True, exist_ok=True)
        (self.source / old).rename(target)
        return f"move {old} to {new}"

    def _edit_key(self) -> str:
        path = self._pick()
        key, value = self.random.choice((
            ("标题", self._title()),
            ("发布日期", str(self._day())), ("责任单位", self.random.choice(("办公室", "财务科", "新的科", "bgs"))),
            ("内容概述", f"概述{self.random.randrange(99)}"), ("有效性", self.random.choice(_VALIDITIES)),
            ("主题分类", self.random.choice(_TOPICS)), ("关键词", "[文化, 预算]"),
            ("文号", f"示文旅发〔2026〕{self.random.randrange(9)}号"), ("网址名", f"s{self.random.randrange(6)}"),
            ("索引号", f"自编-{self.random.randrange(99)}"), ("来源", "示例省文化和旅游厅"), ("未知键", "值"),
            ("旧网址", self.random.choice(("[/catalog.json, Old/1.html]", "[old/1.html, notice/list/2025/1.html]",
                                           "[policy/s1/index.html, /old/1.html/2.html]"))),
        ))  # fmt: skip
        if (
            key in self._documents[path]
            and key not in ("标题", "发布日期")
            and self.random.random() < 0.4
        ):
            del self._documents[path][key]
            value = "(gone)"
        else:
            self._documents[path][key] = value
        self._write(path)
        return f"edit {path}: {key}={value}"

    def _edit_body(self) -> str:
        path = self._pick()
        self._documents[path]["正文"] = self._text()
        state = (self.source / path).stat()
        self._write(path)
        if self.random.random() < 0.3:  # as rsync and archives do
            os.utime(self.source / path, ns=(state.st_atime_ns, state.st_mtime_ns))
        return f"edit body of {path}"

    def _flip(self) -> str:
        path = self._pick()
        keys = self._documents[path]
        if self.random.random() < 0.6:
            keys["公开属性"] = self.random.choice(_DISCLOSURES)
        elif "草稿" in keys:
            del keys["草稿"]
        else:
            keys["草稿"] = "是"
        self._write(path)
        return f"flip {path}: {keys['公开属性']} {keys.get('草稿', '')}"

    def _break_document(self) -> str:
        path = self._pick()
        keys = self._documents[path]
        if keys.pop("坏", None) is None:
            keys["坏"] = self.random.choice(
                ("\t坏: 值", "坏：全角", "坏: [没有完", "公开属性: 再写一次")
            )
        self._write(path)
        return f"break or mend {path}"

    def _touch(self) -> str:
        path = self._pick()
        os.utime(self.source / path)
        return f"touch {path}"

    # --- attachments and relations -------------------------------------------------------

    def _attach(self) -> str:
        bundles = [path for path in sorted(self._documents) if path.endswith("/index.md")]
        if not bundles:
            return self._new_document()
        path = self.random.choice(bundles)
        name = self.random.choice(("tu.png", "附件 1.pdf", "biao.csv", "fujian.pdf"))
        start = PNG if name.endswith("png") else b"a,b\n" if name.endswith("csv") else PDF
        target = (self.source / path).parent / name
        target.write_bytes(start + str(self.random.randrange(9)).encode())
        if self.random.random() < 0.3:
            self._documents[path]["附件"] = (
                f"[{{path: {name}, title: 附件{self.random.randrange(3)}}}]"
            )
            self._write(path)
        return f"attach {name} to {path}"

    def _detach(self) -> str:
        files = [
            each for each in sorted(self.source.glob("content/**/*.*")) if each.suffix != ".md"
        ]
        if not files:
            return self._attach()
        gone = self.random.choice(files)
        gone.unlink()
        return f"remove {gone.name} of {gone.parent.name}"

    def _relate(self) -> str:
        path, other = self._pick(), self._pick()
        key = self.random.choice(_RELATIONS)
        if key in self._documents[path]:
            del self._documents[path][key]
            self._write(path)
            return f"unrelate {path} {key}"
        name = self._documents[other].get("文号") or os.path.relpath(other, Path(path).parent)
        self._documents[path][key] = f"[{name}]"
        self._write(path)
        return f"relate {path} {key} {name}"

    # --- tables --------------------------------------------------------------------------

    def _row(self, kind: str) -> dict[str, str]:
        """Return one row; some are at fault, as rows are."""
        number = self.random.randrange(9)
        if kind == "power":
            unit = self.random.choice(("办公室", "财务科", ""))
            return {**POWER, "职权编码": f"WL-{number}", "职权名称": self._title(), "承办机构": unit,
                    "实施依据": self.random.choice(("《条例》", "=1+1", "<b>", "")),
                    "内部备注": "不公开"}  # fmt: skip
        person = self.random.random() < 0.4
        return {
            **PENALTY, **(ON_PERSON if person else {}), "行政处罚决定书文号": f"示罚〔2026〕{number}号",
            "行政相对人名称": f"甲{number}" if person else f"示例{number}公司",
            "处罚决定日期": "2026-01-05",
            "公示截止期": self.random.choice((self._near(), self._near(), "长期", "")),
            "自然人证件号码": "龘龘1234567" if person else "",
        }  # fmt: skip

    def _near(self) -> str:
        return str(self.today + dt.timedelta(days=self.random.randrange(-3, 6)))

    def _new_table(self, column: str, kind: str, form: str = "") -> str:
        self._made += 1
        name = self.random.choice((f"t{self._made}.md", f"表{self._made}/index.md"))
        path, data = f"content/{column}/{name}", f"数据{self._made}.csv"
        file = f"{path.rpartition('/')[0]}/{data}"
        rows = [self._row(kind) for _ in range(1 + self.random.randrange(4))]
        keys = {**self._common(), "数据": f"{{文件: {data}, 表种: {form}}}" if form else data}
        if self.random.random() < 0.3:  # it must not ship, however it is named
            keys["附件"] = f"[{data}]"
            keys["正文"] += f"\n\n[下载]({data})"
        self._documents[path], self._rows[file] = keys, rows
        self._write(path)
        self._write_rows(file)
        return f"new table {path}"

    def _common(self) -> dict[str, str]:
        day = self._day()
        return {
            "标题": self._title(), "公开属性": self.random.choice(_DISCLOSURES), "责任单位": "办公室",
            "成文日期": str(day), "发布日期": str(day), "正文": self._text(),
        }  # fmt: skip

    def _new_powers(self) -> str:
        return self._new_table(self.random.choice(("权责清单", "power-list")), "power")

    def _new_penalties(self) -> str:
        return self._new_table("enforcement", "penalty", "行政处罚决定公示表")

    def _write_rows(self, file: str) -> None:
        target = self.source / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(csv_table(self._rows[file]))

    def _pick_rows(self) -> str:
        # Those that lie where they were written, and now and then one that was removed.
        there = [each for each in sorted(self._rows) if (self.source / each).is_file()]
        if not self._rows:
            self._new_powers()
        return self.random.choice((there or sorted(self._rows)) * 3 + sorted(self._rows))

    def _edit_rows(self) -> str:
        file = self._pick_rows()
        rows = self._rows[file]
        kind = "power" if "职权编码" in rows[0] else "penalty"
        what = self.random.choice(("add", "remove", "change", "swap"))
        if what == "add":
            rows.insert(self.random.randrange(len(rows) + 1), self._row(kind))
        elif what == "remove" and len(rows) > 1:
            del rows[self.random.randrange(len(rows))]
        elif what == "swap":
            rows.reverse()
        else:
            rows[self.random.randrange(len(rows))] = self._row(kind)
        self._write_rows(file)
        return f"{what} row of {file}"

    def _rename_data(self) -> str:
        file = self._pick_rows()
        target = self.source / file
        if not target.is_file():
            return f"{file} is not there"
        self._made += 1
        new = f"{file.rpartition('/')[0]}/改名{self._made}.csv"
        self._rows[new] = self._rows.pop(file)
        target.rename(self.source / new)
        old = file.rpartition("/")[2]
        for path, keys in sorted(self._documents.items()):
            if old in keys.get("数据", "") and self.random.random() < 0.7:
                keys["数据"] = keys["数据"].replace(old, new.rpartition("/")[2])
                self._write(path)
        return f"rename {file} to {new}"

    def _break_data(self) -> str:
        file = self._pick_rows()
        data = csv_table(self._rows[file])
        broken = self.random.choice((
            data.replace("编码".encode(), "编号码".encode()).replace("文号".encode(), "号".encode()),
            data.replace("公示截止期".encode(), "截止".encode()), b"", b"\xff\xfe\x00", PDF,
            data.partition(b"\n")[0],
        ))  # fmt: skip
        target = self.source / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(broken)
        return f"break {file}"

    # --- keys of the column type ---------------------------------------------------------

    def _new_penalty(self) -> str:
        self._made += 1
        path = f"content/enforcement/{self._made}.md"
        self._documents[path] = {**self._common(), "公示截止期": self._near()}
        self._write(path)
        return f"new penalty {path}"

    def _named(self, path: str) -> str:
        """Return a name of a random document, for the document at `path` to call it by."""
        other = self._pick() if self._documents else ""
        number = self._documents[other].get("文号") if other else None
        return number or os.path.relpath(other or "content/notice/a.md", Path(path).parent)

    def _new_consultation(self) -> str:
        self._made += 1
        path = f"content/consultation/{self._made}.md"
        self._documents[path] = {**self._common(), **self._consultation(path)}
        self._write(path)
        return f"new consultation {path}"

    def _consultation(self, path: str) -> dict[str, str]:
        start = self._day()
        keys = {
            "征集开始": str(start),
            "征集截止": str(start + dt.timedelta(self.random.choice((10, 31)))),
        }
        if self.random.random() < 0.5:
            reasons = f"[{self.random.choice(_WORDS[:12])}条件不具备]"
            keys["结果"] = (
                f"{{收到: {self.random.randrange(9)}, 采纳: 1, 未采纳理由: {reasons}, 公布日期: {start}}}"
            )
        for key in ("形成文件", "征集公告"):
            if self.random.random() < 0.5:
                keys[key] = f'["{self._named(path)}"]'
        return keys

    def _new_issue(self) -> str:
        self._made += 1
        path = (
            f"content/gazette/{self.random.choice((f'{self._made}.md', f'g{self._made}/index.md'))}"
        )
        self._documents[path] = {**self._common(), **self._issue(path)}
        self._write(path)
        return f"new issue {path}"

    def _issue(self, path: str) -> dict[str, str]:
        items = ", ".join(
            f'{{文章: "{self._named(path)}", 栏目: 文件, 页码: {page}}}'
            for page in range(1, 2 + self.random.randrange(4))
        )
        number = self.random.randrange(1, 7)
        return {"年份": "2026", "期": f"{number}", "总期号": f"{60 + number}",
                "目录": f"[{items}, {{题名: 公告, 页码: 40}}]"}  # fmt: skip

    def _edit_own(self) -> str:
        own = ("/consultation/", "/gazette/", "/enforcement/")
        paths = [each for each in sorted(self._documents) if any(word in each for word in own)]
        if not paths:
            return self._new_issue()
        path = self.random.choice(paths)
        keys = self._documents[path]
        if "/gazette/" in path:
            keys |= self._issue(path)
        elif "/consultation/" in path:
            keys |= self._consultation(path)
        else:
            keys["公示截止期"] = self._near()
        self._write(path)
        return f"edit own keys of {path}"

    # --- config, theme, day, output ------------------------------------------------------

    def _write_config(self) -> None:
        values = self._config
        former = ", ".join(f"{{name: {name}}}" for name in self._former)
        columns = "\n".join(f"  - {{key: {key}, {rest}}}" for key, rest in self._columns.items())
        (self.source / "config.yaml").write_text(
            f"site:\n  name: {values['name']}\n  base_url: {values['base_url']}\n  icp: {values['icp']}\n"
            "  organizer: 示例市文化和旅游局\n"
            f"units:\n  - {{code: bgs, name: {values['bgs']}, former_names: [{former}]}}\n"
            f"  - {{code: cwk, name: {values['cwk']}}}\n"
            f"columns:\n{columns}\ntheme: {values['theme']}\n"
            f"index_number:\n  pattern: '{values['pattern']}'\n",
            encoding="utf-8",
        )

    def _change_config(self) -> str:
        key, value = self.random.choice((
            ("name", f"示例市文旅局{self.random.randrange(9)}"), ("icp", "示ICP备00000018号"),
            ("base_url", "https://wl.example.gov.cn/gk"), ("base_url", "https://wl.example.gov.cn"),
            ("base_url", "http://localhost:8000"), ("bgs", f"办公室{self.random.randrange(9)}"),
            ("cwk", "财务处"), ("cwk", "财务科"), ("pattern", "{column}-{date}-{seq:03d}"),
        ))  # fmt: skip
        if key == "bgs" and self.random.random() < 0.7 and self._config["bgs"] not in self._former:
            self._former.append(self._config["bgs"])
        self._config[key] = value
        self._former = [name for name in self._former if name != self._config["bgs"]]
        self._write_config()
        return f"config {key}={value}"

    def _change_column(self) -> str:
        key = self.random.choice(("notice", "policy", "annual-report", "procurement", "gazette"))
        if key in self._columns:
            del self._columns[key]
        else:
            self._columns[key] = self.random.choice(
                (
                    "off: 本机关无此项。",
                    "label: 新的名称",
                    f"segment: new-{key}",
                    "order: 1",
                    "description: 新的说明。",
                )
            )
        self._write_config()
        return f"column {key}: {self._columns.get(key, 'as usual')}"

    def _change_theme(self) -> str:
        shipped = Path(__file__).parents[1] / "themes" / "default"
        kind = self.random.choice(
            ("template", "template", "template", "asset", "new asset", "own", "none")
        )
        if kind == "none":
            shutil.rmtree(self.source / "themes", ignore_errors=True)
            self._config["theme"] = "default"
            self._write_config()
            return "no theme of its own"
        if self._config["theme"] == "default":
            folder = self.source / "themes" / "own"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "theme.yaml").write_text("name: own\nextends: default\n", encoding="utf-8")
            self._config["theme"] = "own"
            self._write_config()
        if kind == "own":
            return "own theme"
        templates, assets = (sorted((shipped / each).iterdir()) for each in ("templates", "static"))
        chosen = self.random.choice(templates if kind == "template" else assets)
        folder = self.source / "themes" / "own" / chosen.parent.name
        folder.mkdir(exist_ok=True)
        target = folder / ("extra.css" if kind == "new asset" else chosen.name)
        note = f"{self.random.randrange(99)}"
        added = f"\n<!-- {note} -->\n" if kind == "template" else f"\n/* {note} */\n"
        target.write_bytes(chosen.read_bytes() + added.encode())
        return f"theme {kind} {target.name}"

    def _change_day(self) -> str:
        self.today += dt.timedelta(days=self.random.choice((-90, 1, 40, 200)))
        return f"today {self.today}"

    def _next_day(self) -> str:
        self.today += dt.timedelta(days=self.random.choice((-4, -1, 1, 2, 4)))
        return f"today {self.today}"

    def _damage_output(self) -> str:
        files = sorted(
            each for each in self.out.rglob("*") if each.is_file() and not each.is_symlink()
        )
        if not files:
            return "output was empty"
        hit = self.random.choice(files)
        kind = self.random.choice(("delete", "edit", "stray", "link", "folder", "delete folder"))
        if kind == "delete":
            hit.unlink()
        elif kind == "edit":
            hit.write_bytes(hit.read_bytes()[:-1] + b"?")
        elif kind == "stray":
            (hit.parent / "stray.html").write_bytes(b"stray")
        elif kind == "link":
            hit.unlink()
            hit.symlink_to(self.source / "config.yaml")
        elif kind == "folder":
            hit.unlink()
            (hit / "inner").mkdir(parents=True)
            (hit / "inner" / "stray.html").write_bytes(b"stray")
        elif hit.parent != self.out:
            shutil.rmtree(hit.parent)
        return f"{kind} {hit.relative_to(self.out)} in the output"
