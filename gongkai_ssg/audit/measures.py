"""The measures by the names that indicators call them by. It must not measure anything itself."""

from __future__ import annotations

from gongkai_ssg.audit import point_measures as points
from gongkai_ssg.audit import veto_measures as veto
from gongkai_ssg.audit.measured import Measure

MEASURES: dict[str, Measure] = {
    "home": veto.home,
    "stale_news": veto.stale_news,
    "stale_others": veto.stale_others,
    "empty": veto.empty,
    "future_dates": veto.future_dates,
    "channels": veto.channels,
    "services": veto.services,
    "guides": veto.guides,
    "organization": points.organization,
    "leaders": points.leaders,
    "news": points.late("news"),
    "policies": points.late(tag="政策文件"),
    "interpretations": points.late("interpretation"),
    "consultations": points.consultations,
    "search": points.search,
    "report_error": points.report_error,
    "open_data": points.open_data,
    "good_search": points.good_search,
    "accessible": points.accessible,
}
