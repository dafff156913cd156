"""How much of a kind an item may have, whoever writes it: a person, the host, or a file.

Texts may be longer than any program shows, and are short enough that a feed stays small.
"""

from typing import Final

TITLE_LENGTH: Final = 1_000
LOCATION_LENGTH: Final = 1_000
DESCRIPTION_LENGTH: Final = 100_000
URL_LENGTH: Final = 2_000
NAME_LENGTH: Final = 200
CATEGORY_LENGTH: Final = 100
CATEGORIES: Final = 20
# Of a series: so many added dates, and so many excepted ones. An exception each day for five years.
SINGLE_DATES: Final = 2_000
