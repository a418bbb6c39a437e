"""For each Python under a shifted clock: libfaketime refuses the absolute times that time.sleep waits for."""

import select
import time

time.sleep = lambda seconds: select.select([], [], [], seconds)
