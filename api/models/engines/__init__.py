"""The two engines: Tortoise's clients made safe against cancellation."""
