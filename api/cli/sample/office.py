"""The diaries of the house: Office / holidays, On call, Partners, New York and Tokyo."""

from itertools import cycle

from api.cli.sample.firm import STAFF

OFFICE = """
-130 | 09:30-09:45 | sian lukasz | @yard *FREQ=WEEKLY;BYDAY=TU,TH | Round of the operations room
-57 | 12:30-13:30 | jurgen | @yard | Fire drill, then sandwiches
-51..-50 | - | | !free | Painters on the 3rd floor: please work from the 2nd
-44 | 16:00-17:00 | honor | @yard | A quarter in one hour: figures and cake
-36 | - | zoe | +Birthday !free | Zoë's birthday 🎂
-33..-29 | - | renee | +Leave !free | Leave: Renée
-30 | 13:00-14:00 | jurgen oyvind | @yard +Training | Passwords: forty minutes you will not regret
-25 | 18:00-22:00 | | @wharf !free | Drinks for Tomás, ten years with the firm
-22..-21 | - | | !cancelled !free | Network maintenance (moved by the landlord)
-16..-12 | - | honor | +Leave !free | Leave: Honor
-10..-9 | - | tomas | +Leave !free | Leave: Tomás
-7 | 12:00-13:00 | jurgen | @yard | New expenses form: questions, not complaints
-2 | 12:45-13:45 | | @yard !free | Noodles for everybody, Châu cooks 🍜
0..1 | - | | !free | Lift out of order: deliveries by the back stairs
1 | 16:00-16:45 | sian honor jurgen | @marple | Staffing for the trial weeks
3 | 15:30-16:00 | jurgen | @yard | First aid boxes: check and refill
6 | 17:30-19:00 | | @wharf !free !tentative | Quiz against Pettifer Stone (we lost the last one)
7 | - | lukasz | +Birthday !free | Łukasz's birthday
12 | 12:30-13:30 | jurgen | @yard | Fire drill; the loud one
14..19 | - | jose | +Leave !free | Leave: José
15..18 | - | cagla | +Leave !free | Leave: Çağla
16..20 | - | oyvind | +Leave !free | Leave: Øyvind
21..27 | - | sian | +Leave !free | Leave: Siân
22..26 | - | zoe | +Leave !free | Leave: Zoë
24..28 | - | adaeze | +Leave !free | Leave: Adaeze
32..33 | - | | @harrogate +Training =conference | Firm's conference, Harrogate
38..40 | - | jurgen | !free | Office move: records room to the 2nd floor
46 | 16:00-17:00 | honor | @yard | A quarter in one hour: figures and more cake
60 | - | jurgen | !free !tentative | Insurance inspection, all floors
78 | 18:30-23:00 | | @wharf !free | Firm's dinner, partners welcome
"""
"""Counted in working days."""

BRIEFINGS = """
-8 | 09:00-09:25 | zoe | @yard | Weekly briefing: lessons from the garden centre
-7 | 09:00-09:25 | adaeze | @yard | Weekly briefing: what counsel likes in a log
-6 | 09:00-09:25 | jurgen | @yard | Weekly briefing: expenses, patience, receipts
-5 | 09:00-09:25 | sian | @yard | Weekly briefing: handing over at night
-4 | 09:00-09:25 | chau | @yard | Weekly briefing: writing to people who never answer
-3 | 09:00-09:25 | jose | @yard | Weekly briefing: the Castellan Star in ten minutes
-2 | 09:00-09:25 | lukasz | @yard | Weekly briefing: rest days, honestly counted
-1 | 09:00-09:25 | sian | @yard | Weekly briefing: everything that is late
0 | 09:00-09:25 | sian | @yard | Weekly briefing: who is where, and why
1 | 09:00-09:25 | zoe | @yard | Weekly briefing: trial week, who carries the rest
2 | 09:00-09:25 | adaeze | @yard | Weekly briefing: manners in court, and in its lift
3 | 09:00-09:25 | sian | @yard | Weekly briefing: what the trial taught us
4 | 09:00-09:25 | jurgen | @yard | Weekly briefing: radios, chargers, spare keys
5 | 09:00-09:25 | honor | @yard | Weekly briefing: conflicts of interest, slowly
6 | 09:00-09:25 | honor | @yard | Weekly briefing: what we promised at Harrogate
7 | 09:00-09:25 | zoe | @yard | Weekly briefing: interpreters, and how to brief them
8 | 09:00-09:25 | chau | @yard | Weekly briefing: registers that changed their prices
9 | 09:00-09:25 | lukasz | @yard | Weekly briefing: budgets of long operations
10 | 09:00-09:25 | sian | @yard | Weekly briefing: closing a file properly
12 | 09:00-09:25 | jose | @yard | Weekly briefing: the second ledger
14 | 09:00-09:25 | honor | @yard | Weekly briefing: what to stop doing
"""
"""Counted in weeks, on the first working day of each."""

_ROTA = ("zoe", "tomas", "jose", "adaeze", "lukasz", "chau", "cagla")
_FIRST_WEEK, _LAST_WEEK = -10, 14
_NOTES = """
    Duty telephone 07700 900142, charged and switched on from Monday 09:00. What cannot wait goes to
    Siân; what can wait goes into the book. The agency takes over on request, 020 7946 0475.
"""


def rota() -> str:
    """The weeks on call as a diary of the On call calendar, counted in weeks."""
    return "\n".join(
        f"{week}..{week + 1} | 09:00-09:00 | {who} | !free | On call: {STAFF[who].name}{_NOTES}"
        for week, who in zip(range(_FIRST_WEEK, _LAST_WEEK + 1), cycle(_ROTA), strict=False)
    )


PARTNERS = """
-210 | 17:15-17:45 | honor jurgen | @marple *FREQ=MONTHLY;BYDAY=1WE | Pay run, signed by two
-48 | 08:30-10:00 | honor jurgen | @marple | Management accounts
-27 | 08:30-10:00 | honor jurgen | @marple | Fees written off, one by one
-18 | 17:00-18:00 | honor | @phone !tentative | Somebody who might join us
-3 | 08:15-08:50 | honor jurgen | @marple | Cash until the trial
2 | 08:15-08:50 | honor jurgen | @marple | Lease of the 2nd floor
9 | 18:30-21:00 | honor | @wharf | Supper with Pettifer Stone
20 | 08:15-08:50 | honor jurgen | @marple | Salaries
42 | 09:30-13:00 | honor jurgen | @temple | Insurers' annual review
"""
"""Counted in working days."""

NEW_YORK = """
-90 | 09:15-09:30 | marcus renee | @ny-office *FREQ=WEEKLY;BYDAY=MO,WE,FR | Morning call with London
-55 | 09:30-10:00 | marcus renee | @ny-office | Monday numbers, on a Tuesday
-38 | 11:00-12:00 | marcus | @ny-office | Lease renewal with the building
-26 | 15:00-16:30 | renee | @ny-office +Training | Notary commission: renewal class
-20 | 09:00-10:00 | marcus sian | @video | London / New York: who bills what
-12 | 13:00-14:00 | marcus renee | @ny-office | Lunch with the marshals' liaison
-6 | 16:00-17:00 | renee | #zephyr @ny-office | Evidence locker: count and reseal
-2 | 09:00-09:45 | marcus sian | @video | London / New York: Tidewater staffing
0 | 09:00-09:30 | marcus renee | @ny-office | Stand-up, actual coffee
0 | 11:00-12:00 | renee | #tidewater @ny-office | Records run: county clerk, then library
2 | 10:00-10:30 | marcus | #zephyr @phone | Marshals: date for the seizure
4 | 15:00-16:00 | marcus renee | #tidewater @ny-office | Founder no. 3: what is missing
7 | 08:00-12:00 | marcus renee | #zephyr @ny-street | Seizure with the marshals, two addresses
10 | 09:00-10:00 | marcus sian | @video | London / New York: month ahead
12 | - | | !free !tentative | Building: no heat or hot water
24..28 | - | marcus | +Leave !free | Marcus out
37 | 10:00-11:00 | renee | @ny-office | License renewal, State paperwork
68 | 12:00-14:00 | marcus renee | @ny-office | Open house for counsel
"""
"""Counted in working days, with the hours of New York."""

TOKYO = """
-52 | 10:00-11:00 | akiko | @tokyo-office | 定例会議 (monthly review)
-37 | 14:00-15:30 | akiko | #hinode @tokyo-client | キックオフ (kick-off)
-31 | 10:00-11:00 | akiko | @tokyo-office | 定例会議 (monthly review): Hinode
-23 | 15:00-16:00 | akiko | #sakuragi @tokyo-office | 登記簿の確認 (land register)
-11 | 10:00-11:00 | akiko | @tokyo-office | 定例会議 (monthly review): Sakuragi
-5 | 18:30-19:15 | akiko sian | @video | London / Tokyo: weekly call
-2 | 13:00-14:00 | akiko | #hinode @tokyo-office | 通訳との打ち合わせ (briefing the interpreter)
0 | 10:00-11:00 | akiko | #sakuragi @tokyo-office | 資料整理 (sorting the documents)
1 | 18:30-19:15 | akiko sian | @video | London / Tokyo: the interim report
3 | 14:00-16:00 | akiko | #hinode @tokyo-client | 鑑定結果の説明 (results of the examination)
5 | 18:30-19:15 | akiko honor | @video !tentative | London / Tokyo: fees for the second year
9 | 10:00-11:00 | akiko | @tokyo-office | 定例会議 (monthly review): both matters
22..25 | - | akiko | +Leave !free | 休暇 (leave)
30 | 10:00-11:00 | akiko | @tokyo-office | 定例会議 (monthly review): conference
51 | 15:00-17:00 | akiko | #sakuragi @tokyo-office | 最終報告会 (final presentation)
"""
"""Counted in working days, with the hours of Tokyo."""
