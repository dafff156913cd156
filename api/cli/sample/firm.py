"""The firm of the sample: Harrow & Vale Investigations, its staff and their calendars."""

from api.cli.sample.types import SampleCalendar, SampleUser

ORGANIZATION = "Harrow & Vale Investigations"
LONDON = "Europe/London"
NEW_YORK = "America/New_York"
TOKYO = "Asia/Tokyo"
LISBON = "Europe/Lisbon"


def _user(name: str, mailbox: str, role: str = "MEMBER") -> SampleUser:
    """A member of staff whose address is `mailbox` at the firm."""
    return SampleUser(email=f"{mailbox}@harrowvale.example", name=name, role=role)


STAFF = {
    "sian": _user("Siân Prydderch", "sian.prydderch", "ADMIN"),
    "honor": _user("Honor Vale", "honor.vale", "ADMIN"),
    "adaeze": _user("Adaeze Ọkafọ", "adaeze.okafo"),
    "akiko": _user("山田 明子", "akiko.yamada"),
    "cagla": _user("Çağla Öztürk", "cagla.ozturk"),
    "chau": _user("Nguyễn Minh Châu", "chau.nguyen"),
    "jose": _user("José Ángel Muñoz", "jose.munoz"),
    "jurgen": _user("Jürgen Groß", "jurgen.gross"),
    "lukasz": _user("Łukasz Wiśniewski", "lukasz.wisniewski"),
    "marcus": _user("Marcus Whitfield", "marcus.whitfield"),
    "oyvind": _user("Øyvind Bråten", "oyvind.braten"),
    "renee": _user("Renée Thibodeaux", "renee.thibodeaux"),
    "tomas": _user("Tomás Ó Dálaigh", "tomas.odalaigh"),
    "zoe": _user("Zoë Achterberg", "zoe.achterberg"),
}
"""The users by the short names that the tables of events and tasks use."""

DEMO_USER = STAFF["sian"]
"""The head of operations: an administrator, whose calendars have every role."""


def emails(short_names: str) -> tuple[str, ...]:
    """The addresses of people named by their short names with spaces between."""
    return tuple(STAFF[name].email for name in short_names.split())


def _calendar(
    key: str,
    name: str,
    color: str,
    time_zone: str = LONDON,
    *,
    everyone: str | None = None,
    **members: str,
) -> SampleCalendar:
    """A calendar with its members: for a role in lower case, their short names."""
    return SampleCalendar(
        key=key,
        name=name,
        color=color,
        time_zone=time_zone,
        everyone_role=everyone,
        members=tuple(
            (email, role.upper()) for role, names in members.items() for email in emails(names)
        ),
    )


_ALL_FREE_BUSY = "FREE_BUSY_READER"

TEAM_CALENDARS = (
    _calendar(
        "surveillance",
        "Surveillance",
        "#1f6f5c",
        owner="sian lukasz",
        writer="cagla tomas",
        reader="adaeze oyvind marcus renee akiko",
        free_busy_reader="honor zoe",
    ),
    _calendar(
        "court",
        "Court diary",
        "#7a1f3d",
        owner="adaeze",
        writer="sian chau",
        reader="honor zoe jose lukasz marcus",
    ),
    _calendar(
        "interviews",
        "Interviews",
        "#c2571a",
        owner="zoe",
        writer="sian adaeze marcus akiko",
        reader="chau jose renee",
        everyone=_ALL_FREE_BUSY,
    ),
    _calendar(
        "reports",
        "Reports due",
        "#4a3f9f",
        owner="sian",
        writer="zoe jose adaeze lukasz oyvind marcus akiko",
        reader="honor chau renee",
    ),
    _calendar("office", "Office / holidays", "#6b7280", owner="jurgen", everyone="READER"),
    _calendar("on-call", "On call", "#b91c1c", owner="lukasz", writer="jurgen", reader="sian"),
    _calendar(
        "new-york", "New York office", "#1d4ed8", NEW_YORK, owner="marcus renee", reader="sian"
    ),
    _calendar(
        "tokyo", "東京オフィス (Tokyo)", "#be185d", TOKYO, owner="akiko", reader="sian honor"
    ),
    _calendar("partners", "Partners", "#111827", owner="honor", writer="jurgen"),
)

PERSONAL_CALENDARS = (
    _calendar("sian", "Siân", "#0e7490", owner="sian", writer="jurgen", everyone=_ALL_FREE_BUSY),
    _calendar("honor", "Honor", "#854d0e", owner="honor", writer="jurgen", free_busy_reader="sian"),
    _calendar("adaeze", "Adaeze", "#a21caf", owner="adaeze"),
    _calendar("akiko", "明子", "#db2777", TOKYO, owner="akiko"),
    _calendar("cagla", "Çağla", "#15803d", owner="cagla", reader="lukasz"),
    _calendar("chau", "Châu", "#ca8a04", owner="chau", free_busy_reader="zoe"),
    _calendar("jose", "José", "#ea580c", LISBON, owner="jose", everyone=_ALL_FREE_BUSY),
    _calendar("jurgen", "Jürgen", "#475569", owner="jurgen"),
    _calendar("lukasz", "Łukasz", "#166534", owner="lukasz", reader="sian"),
    _calendar("marcus", "Marcus", "#2563eb", NEW_YORK, owner="marcus", reader="renee"),
    _calendar("oyvind", "Øyvind", "#0f766e", owner="oyvind"),
    _calendar("renee", "Renée", "#7c3aed", NEW_YORK, owner="renee", reader="marcus"),
    _calendar("tomas", "Tomás", "#4d7c0f", owner="tomas", reader="lukasz"),
    _calendar("zoe", "Zoë", "#e11d48", owner="zoe", everyone=_ALL_FREE_BUSY),
)
"""One per member of staff, its key being the short name."""

CALENDARS = {calendar.key: calendar for calendar in (*TEAM_CALENDARS, *PERSONAL_CALENDARS)}
