"""What every HTTP request shares: bounds, request id, log, probes; and the page."""
