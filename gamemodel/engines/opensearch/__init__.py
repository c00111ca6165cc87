"""The engine for OpenSearch with ISM and Elasticsearch with ILM."""

from gamemodel.engine import Engine
from gamemodel.engines.opensearch.schema import Schema

ENGINE = Engine(
    "opensearch",
    Schema,
    folder="search_templates",
    settings=(("replicas", r"[0-9]+"), ("lifecycle", r"not-applied"), ("ca", r".+")),
)
