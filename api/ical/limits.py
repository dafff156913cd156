"""How long a text may be that is stored, whoever writes it: a person, the host, or a file.

Longer than any program shows, short enough that a feed stays small.
"""

from typing import Final

TITLE_LENGTH: Final = 1_000
LOCATION_LENGTH: Final = 1_000
DESCRIPTION_LENGTH: Final = 100_000
URL_LENGTH: Final = 2_000
NAME_LENGTH: Final = 200
CATEGORY_LENGTH: Final = 100
CATEGORIES: Final = 20
