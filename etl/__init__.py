"""Amur's pipeline: sources → archive → tables → marts → store."""
