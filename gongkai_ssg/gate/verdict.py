"""What a hit means: under which rule it falls, how grave it is, what is said of it.

The one place for wording and gravity. It must not know where the hit was found.
"""

from __future__ import annotations

from collections.abc import Iterable

from gongkai_ssg.faults import Severity
from gongkai_ssg.gate.hits import Hit
from gongkai_ssg.policy import Action, GatePolicy

SECRET, PERSONAL = "GK001", "GK003"

_CLIP = 40
_CONTACTS = "对外公布的电话，写进 config.yaml 的“gate: contacts:”即不再提示。"


def verdict(hit: Hit, policy: GatePolicy) -> tuple[str, Severity, str, str]:
    """Return rule id, gravity, message and cure; numbers are quoted by their end alone."""
    said = _SAID[hit.kind]
    severity, message, hint = said(hit, policy)
    rule = SECRET if hit.kind in _SECRET else PERSONAL
    return rule, severity, message, hint


def permitted(hits: Iterable[Hit], policy: GatePolicy) -> frozenset[str]:
    """Return the numbers of hits that may stand in what is published: warnings and less.

    What the policy masks is not among them: the output must hold it no more.
    """
    return frozenset(
        hit.number
        for hit in hits
        if verdict(hit, policy)[1] not in (Severity.BLOCK, Severity.ERROR)
        and not is_masked(hit, policy)
    )


def is_masked(hit: Hit, policy: GatePolicy) -> bool:
    """Tell whether the policy has this hit masked where it is published."""
    action = _action(hit, policy)
    if action != "mask" or hit.context in ("contact", "url", "code", "pieces"):
        return False
    return hit.kind in _PLAIN or (hit.kind == "bank_card" and hit.context == "label")


def _action(hit: Hit, policy: GatePolicy) -> Action | None:
    if hit.kind in ("id_card", "id_card_15", "id_card_doubtful"):
        return policy.id_card
    if hit.kind in ("bank_card", "account"):
        return policy.bank_card
    if hit.kind == "mobile":
        return policy.mobile
    return policy.passport if hit.kind == "passport" else None


_PLAIN = frozenset({"id_card", "id_card_15", "mobile", "passport"})
_SECRET = frozenset({"secret_mark", "secret_line", "copy_number", "work_secret", "internal"})
_BY_ACTION: dict[Action | None, Severity] = {
    "block": Severity.BLOCK,
    "mask": Severity.WARNING,
    "warn": Severity.WARNING,
    None: Severity.BLOCK,
}

_Said = tuple[Severity, str, str]


def _mark(hit: Hit, policy: GatePolicy) -> _Said:
    what = _NAMES[hit.kind]
    if hit.context == "narrative":
        return (
            Severity.WARNING,
            f"出现{what}“{_quote(hit)}”，像是举例或者说明。",
            "确认只是说明标志的写法；文件本身涉密的，不得公开，也不得存放在此。",
        )
    return (
        Severity.BLOCK,
        f"有{what}“{_quote(hit)}”。",
        "立即撤下并报告本单位保密工作机构；确已解密的，附解密依据，删去标志再公开。",
    )


def _work(hit: Hit, policy: GatePolicy) -> _Said:
    if hit.context == "narrative":
        return _mark(hit, policy)
    return (
        Severity.BLOCK,
        f"有工作秘密标志“{_quote(hit)}”。",
        "工作秘密不得公开：撤下全文；经审查不再属于工作秘密的，删去标志再公开。",
    )


def _internal(hit: Hit, policy: GatePolicy) -> _Said:
    return (
        Severity.BLOCK if policy.internal_words == "block" else Severity.WARNING,
        f"有内部标志“{_quote(hit)}”。",
        "核对是否可以公开：可以公开的，删去这个标志；不能公开的，改公开属性并写明理由。",
    )


def _identity_card(hit: Hit, policy: GatePolicy) -> _Said:
    tail = hit.number[-4:]
    if hit.kind == "id_card_doubtful":
        return (
            Severity.WARNING,
            f"标为身份证号、但校验码不符的号码（尾号 {tail}）。",
            "多半是抄错的真号码：删去，或者只保留首末各一位。",
        )
    if hit.context in ("url", "code", "lookalike"):
        where = {
            "url": "网址里有像身份证号的数字",
            "code": "有像身份证号的编号",
            "lookalike": "有字母顶替数字的身份证号",
        }[hit.context]
        return (
            Severity.WARNING,
            f"{where}（尾号 {tail}）。",
            "核对是不是身份证号；是的，删去或者只保留首末各一位。",
        )
    if hit.context == "pieces":
        return (
            _unmasked(policy.id_card),
            f"有拆成几段、上下排列的居民身份证号码（尾号 {tail}）。",
            "删去，或者只保留首末各一位。",
        )
    return (
        _BY_ACTION[policy.id_card],
        f"有居民身份证号码（尾号 {tail}）{_masking(policy.id_card)}。",
        "删去，或者只保留首末各一位，例如“1****************X”。",
    )


def _bank_card(hit: Hit, policy: GatePolicy) -> _Said:
    tail = hit.number[-4:]
    if hit.context == "pieces":
        return (
            _unmasked(policy.bank_card),
            f"有拆成几段、上下排列的银行卡号（尾号 {tail}）。",
            "删去，或者只保留末四位。",
        )
    if hit.context != "label":
        return (
            Severity.WARNING,
            f"有像银行卡号的数字（尾号 {tail}）。",
            "核对是不是个人银行卡号；是的，只保留末四位。",
        )
    return (
        _BY_ACTION[policy.bank_card],
        f"有银行卡号（尾号 {tail}）{_masking(policy.bank_card)}。",
        "删去，或者只保留末四位。",
    )


def _account(hit: Hit, policy: GatePolicy) -> _Said:
    return (
        Severity.WARNING,
        f"有银行账号（尾号 {hit.number[-4:]}），没有写明户名是哪个单位。",
        "单位账户，在同一行写明户名；个人账户，删去或者只保留末四位。",
    )


def _mobile(hit: Hit, policy: GatePolicy) -> _Said:
    tail = hit.number[-4:]
    if hit.context == "contact":
        return (
            Severity.INFO,
            f"联系方式里有手机号码（尾号 {tail}）。",
            _CONTACTS,
        )
    if hit.context == "code":
        return (
            Severity.WARNING,
            f"有像手机号码的编号（尾号 {tail}）。",
            "核对是不是手机号码；是的，删去或者遮住中间四位。",
        )
    return (
        _BY_ACTION[policy.mobile],
        f"有手机号码（尾号 {tail}），不像对外公布的联系方式{_masking(policy.mobile)}。",
        f"个人的，删去或者写成“138****0000”的样子；{_CONTACTS}",
    )


def _passport(hit: Hit, policy: GatePolicy) -> _Said:
    return (
        _BY_ACTION[policy.passport],
        f"有护照、通行证一类的证件号码（尾号 {hit.number[-4:]}）{_masking(policy.passport)}。",
        "删去，或者只保留首末各一位。",
    )


def _personal_list(hit: Hit, policy: GatePolicy) -> _Said:
    return (
        Severity.ERROR,
        f"人员名单里有“{hit.number[:_CLIP]}”一栏，内容没有隐去。",
        "删去这一栏，或者遮住其中的内容；法律要求公开的，办理豁免并写明理由。",
    )


def _unmasked(action: Action) -> Severity:
    """Return the gravity of what cannot be covered: other words stand between its pieces."""
    return Severity.BLOCK if action == "mask" else _BY_ACTION[action]


def _masking(action: Action) -> str:
    return "，发布时自动遮住" if action == "mask" else ""


def _quote(hit: Hit) -> str:
    shown = " ".join("".join(c if c.isprintable() else " " for c in hit.value).split())
    return shown if len(shown) <= _CLIP else shown[: _CLIP - 1] + "…"


_NAMES = {
    "secret_mark": "国家秘密标志",
    "secret_line": "密级标注",
    "copy_number": "涉密公文的份号",
    "work_secret": "工作秘密标志",
}
_SAID = {
    "secret_mark": _mark,
    "secret_line": _mark,
    "copy_number": _mark,
    "work_secret": _work,
    "internal": _internal,
    "id_card": _identity_card,
    "id_card_15": _identity_card,
    "id_card_doubtful": _identity_card,
    "bank_card": _bank_card,
    "account": _account,
    "mobile": _mobile,
    "passport": _passport,
    "personal_list": _personal_list,
}
