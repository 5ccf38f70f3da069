"""Real PostgreSQL and real Elasticsearch for the test-suite: started, handed out, stopped.

From the command line, ``python -m tests.services run -- pytest`` (see README.md). From Python,
:func:`start_elasticsearch` gives one node or a cluster whose nodes can be killed, paused, stopped
and restarted one by one, for the tests of what happens when the search server fails.
"""

from .cluster import ElasticsearchCluster, ElasticsearchNode, start_elasticsearch
from .errors import ServiceError

__all__ = ["ElasticsearchCluster", "ElasticsearchNode", "ServiceError", "start_elasticsearch"]
