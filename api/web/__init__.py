"""What every HTTP answer shares: request id, log, probes; and the page."""
