"""CalendarFeed.qrCode: the link for phones as a picture."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import segno

from api.models import User
from api.models.user import UserRole
from api.schema.ids import encode_id
from tests.factories import make_calendar, make_user
from tests.service import Service

QR_CODE = """{
  calendarFeeds(filter: {kind: ALL}) { edges { node { qrCode links { webcal } } } }
}"""
RESET = "mutation { resetCalendarFeeds(input: {}) { errors { code } } }"


async def shown(service: Service, user: User) -> Any:
    (edge,) = (await service.ask(QR_CODE, user=user))["calendarFeeds"]["edges"]
    return edge["node"]


def dark_modules(svg: str) -> set[tuple[int, int]]:
    """Column and row of each dark module, read from the picture's line."""
    picture = ET.fromstring(svg)  # noqa: S314  (our own)
    line = next(path.get("d") for path in picture.iter() if path.get("stroke"))
    found, x, y = set(), 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", line or ""):
        step = [float(number) for number in numbers.split()]
        if command == "h":
            found |= {(round(x) + each, int(y)) for each in range(round(step[0]))}
            x += step[0]
        else:
            x, y = (step[0], step[1]) if command == "M" else (x + step[0], y + step[1])
    return found


async def test_it_is_the_webcal_link_in_black_on_white(service: Service) -> None:
    user = await make_user()
    await make_calendar(user)

    feed = await shown(service, user)

    code = segno.make_qr(feed["links"]["webcal"], error="m")
    expected = {
        (column, row)
        for row, modules in enumerate(code.matrix_iter(border=4))
        for column, dark in enumerate(modules)
        if dark
    }
    assert dark_modules(feed["qrCode"]) == expected
    assert 'viewBox="0 0 ' in feed["qrCode"]
    assert "#fff" in feed["qrCode"]
    assert not re.search("script|href|<image|<!", feed["qrCode"])


async def test_a_reset_changes_it(service: Service) -> None:
    user = await make_user()
    await make_calendar(user)
    before = await shown(service, user)

    await service.ask(RESET, user=user)

    assert (await shown(service, user))["qrCode"] != before["qrCode"]


async def test_it_is_asked_for_once_in_a_request(service: Service) -> None:
    user = await make_user()
    await make_calendar(user)

    answer = await service.graphql("{ calendarFeeds { edges { node { qrCode } } } }", user=user)

    assert answer.codes == ["BAD_REQUEST"]


async def test_nobody_else_gets_it(service: Service) -> None:
    user = await make_user()
    admin = await make_user(await user.organization, role=UserRole.ADMIN)
    await make_calendar(user)
    await shown(service, user)
    document = "query ($f: CalendarFeedFilter) { feeds(filter: $f) { edges { node { qrCode } } } }"

    feeds = await service.ask(document, user=admin, f={"userId": encode_id("User", user.id)})

    assert [edge["node"]["qrCode"] for edge in feeds["feeds"]["edges"]] == [None, None]
