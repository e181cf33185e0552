"""Lets ``python -m customer_segmentation`` be the command."""

import sys

from customer_segmentation.command.cli import main
from customer_segmentation.command.interrupt import stop_on_signals

stop_on_signals()
sys.exit(main())
