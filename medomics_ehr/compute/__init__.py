"""One executor interface for work over many items: local processes by default, Ray for a cluster.

Results come back in the order of the items, whatever finished first, and only a bounded number are in flight.
"""

from medomics_ehr.compute.executor import Engine, map_in_order, processes_here

__all__ = ["Engine", "map_in_order", "processes_here"]
