"""What can be done with feeds: list them, show their addresses, read them, reset them."""
