"""Lets ``python -m customer_segmentation`` be the command."""

import sys

from customer_segmentation.command.cli import main

sys.exit(main())
