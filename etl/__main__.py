"""`python -m etl` is the `amur` command."""

from etl.cli import main

main()
