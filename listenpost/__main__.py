"""python -m listenpost"""

from listenpost.cli import main

main()
