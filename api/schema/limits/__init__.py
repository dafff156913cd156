"""How much one query may ask for: depth, aliases, directives, and what it costs to answer.

Strawberry's own limiters walk a fragment anew each time it is spread, in time that doubles with
each fragment. Here each fragment is walked once, and counted as often as it is spread.
"""

from api.schema.limits.cost import CostCheck, check_cost
from api.schema.limits.extent import check_extent

__all__ = ["CostCheck", "check_cost", "check_extent"]
