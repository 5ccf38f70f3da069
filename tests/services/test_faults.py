"""Elasticsearch nodes that die, hang and come back, as the tests of resilience will have them do.

They start servers of their own, with up to three gigabytes of memory, and take about two minutes.
"""

from collections.abc import Iterator

import pytest
from elastic_transport import ConnectionError as NoConnection
from elastic_transport import ConnectionTimeout
from elasticsearch import Elasticsearch

from tests.support.patience import PATIENCE

from .cluster import ElasticsearchCluster, start_elasticsearch

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.elasticsearch]


@pytest.fixture
def single_node() -> Iterator[ElasticsearchCluster]:
    with start_elasticsearch() as cluster:
        yield cluster


@pytest.fixture
def three_nodes() -> Iterator[ElasticsearchCluster]:
    with start_elasticsearch(nodes=3) as cluster:
        yield cluster


def test_a_node_dies_hangs_and_comes_back_with_its_data(single_node: ElasticsearchCluster) -> None:
    node = single_node.nodes[0]
    client = Elasticsearch(node.url, max_retries=0, request_timeout=PATIENCE)
    client.indices.create(index="kept", settings={"number_of_replicas": 0})
    client.index(index="kept", id="1", document={"title": "acknowledged"})

    node.kill()
    assert not node.is_running()
    with pytest.raises(NoConnection):
        client.get(index="kept", id="1")

    node.restart()
    assert client.get(index="kept", id="1")["_source"] == {"title": "acknowledged"}

    node.pause()
    with pytest.raises(ConnectionTimeout):
        client.options(request_timeout=5).get(index="kept", id="1")
    node.resume()
    assert client.get(index="kept", id="1")["found"]

    node.stop()
    assert not node.is_running()
    # The address stays, so that what was configured with it finds the node again.
    assert single_node.url == node.url


def test_a_cluster_survives_the_loss_of_a_node(three_nodes: ElasticsearchCluster) -> None:
    client = Elasticsearch(three_nodes.urls, retry_on_timeout=True, max_retries=5)
    client.indices.create(index="kept", settings={"number_of_replicas": 1})
    client.index(index="kept", id="1", document={"title": "replicated"}, refresh=True)
    three_nodes.wait_for("green", nodes=3)

    state = client.cluster.state(metric=["master_node", "nodes"])
    elected = state["nodes"][state["master_node"]]["name"]
    master = next(node for node in three_nodes.nodes if node.name == elected)
    master.kill()
    three_nodes.wait_for("yellow", nodes=2)
    assert client.count(index="kept")["count"] == 1

    master.restart()
    three_nodes.wait_for("green", nodes=3)


def test_nothing_is_left_of_a_stopped_cluster() -> None:
    cluster = start_elasticsearch()
    groups = [node.group for node in cluster.nodes]
    cluster.stop()
    assert not cluster.directory.exists()
    assert all(group is not None and not group.is_alive() for group in groups)
