"""What `make bench` measures: Amur beside its peers and limits, in one run on one machine."""
