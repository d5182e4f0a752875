"""Amur's dashboard: charts as pure functions, pages that arrange them, exports that print them."""
