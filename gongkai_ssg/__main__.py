"""`python -m gongkai_ssg`."""

from gongkai_ssg.cli import main

main()
