"""Hardware addresses of the neighbours that packets come from."""
from .world import DEVICES

CLIENT_MACS = tuple(bytes((2, 0, 0, 0, 2, n)).hex(":") for n in range(len(DEVICES)))
