"""The product: feeds, their addresses, and what they say."""
