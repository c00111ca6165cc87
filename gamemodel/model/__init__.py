"""The logical model as frozen values: entities with fields, types, queries, volume and retention. No engines, no YAML."""

from gamemodel.model.entity import Block, Default, Entity, Field, Order, Per, Query, Reference, Retention, Volume
from gamemodel.model.model import Enum, EnumValue, Model, PrivacyClass, Waiver
from gamemodel.model.types import LIMITS, NamedType, Type

__all__ = [
    "LIMITS",
    "Block",
    "Default",
    "Entity",
    "Enum",
    "EnumValue",
    "Field",
    "Model",
    "NamedType",
    "Order",
    "Per",
    "PrivacyClass",
    "Query",
    "Reference",
    "Retention",
    "Type",
    "Volume",
    "Waiver",
]
