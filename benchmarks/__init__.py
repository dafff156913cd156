"""Speed, measured: `make bench`. Figures of one run are comparable with each other only."""
