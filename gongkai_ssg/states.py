"""What a document may be: how open, how long valid, and on what grounds it is not published.

Both sides of the border read these words. They must not know documents.
"""

from __future__ import annotations

from enum import Enum


class Disclosure(Enum):
    """公开属性 (国办发〔2016〕80号: fixed when a document is drafted)."""

    ACTIVE = "active"
    ON_REQUEST = "on_request"
    WITHHELD = "withheld"

    @property
    def label(self) -> str:
        return DISCLOSURE_LABELS[self]


DISCLOSURE_LABELS: dict[Disclosure, str] = {
    Disclosure.ACTIVE: "主动公开",
    Disclosure.ON_REQUEST: "依申请公开",
    Disclosure.WITHHELD: "不予公开",
}


class Validity(Enum):
    """效力状态 of a policy document."""

    VALID = "valid"
    AMENDED = "amended"
    PARTLY_INVALID = "partly_invalid"
    EXPIRED = "expired"
    REPEALED = "repealed"

    @property
    def label(self) -> str:
        return VALIDITY_LABELS[self]

    @property
    def in_force(self) -> bool:
        return self not in (Validity.EXPIRED, Validity.REPEALED)


VALIDITY_LABELS: dict[Validity, str] = {
    Validity.VALID: "有效",
    Validity.AMENDED: "已修改",
    Validity.PARTLY_INVALID: "部分失效",
    Validity.EXPIRED: "失效",
    Validity.REPEALED: "废止",
}

# Grounds for not publishing: 《政府信息公开条例》（国令第711号）第十四条至第十六条.
WITHHOLD_GROUNDS: dict[str, tuple[str, str]] = {
    "state_secret": ("国家秘密", "第十四条"),
    "law_forbidden": ("法律、行政法规禁止公开", "第十四条"),
    "four_safety": ("公开后可能危及国家安全、公共安全、经济安全、社会稳定", "第十四条"),
    "trade_secret": ("商业秘密", "第十五条"),
    "privacy": ("个人隐私", "第十五条"),
    "internal": ("内部事务信息", "第十六条第一款"),
    "process": ("过程性信息", "第十六条第二款"),
    "case_file": ("行政执法案卷信息", "第十六条第二款"),
}
