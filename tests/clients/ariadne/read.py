"""Reads the library at LIBRARY_URL through the generated client and prints a summary as JSON."""

import json
import os
import sys

import httpx
from library_client import Library

library = Library(url=f"{os.environ['LIBRARY_URL']}/graphql/", http_client=httpx.Client(timeout=180))
lists = {
    "articles": library.articles(first=20).articles,
    "tools": library.tools().tools,
    "guidance": library.wellbeing_guidance().wellbeing_guidance,
    "events": library.events().events,
    "initiatives": library.initiatives().initiatives,
}
nodes = [node for connection in lists.values() for node in connection.nodes]
paths = ["/", *(node.path for node in nodes), "/about/"]
sys.stdout.write(
    json.dumps(
        {
            "counts": {name: connection.total_count for name, connection in lists.items()},
            "blocks": sorted({block.typename__ for node in nodes for block in node.body}),
            "pages": {path: library.page(path=path).page.typename__ for path in paths},
            "nowhere": library.page(path="/nowhere/").page,
            "start": lists["events"].nodes[0].start.utcoffset().total_seconds(),
            "topics": sorted(topic.slug for topic in library.taxonomy().topics),
            "site": library.site().site.name,
            "heatmap": [cell.count for cell in library.heatmap().heatmap.cells],
        }
    )
)
