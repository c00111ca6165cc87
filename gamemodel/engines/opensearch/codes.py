"""The codes of a search store outside of its rules, each with the page that `gamemodel explain` prints."""

from __future__ import annotations

from typing import Final

from gamemodel.diagnostics import Code, Severity

FIXED_FIELD: Final = Code(
    "GM240",
    "a live index cannot change a field in this way",
    "A mapped field keeps its type, its analyzer and whether it is indexed for the life of an index; only some parameters can change.\n"
    "Ways out: add the new definition beside the old one under another name, fill it, then drop the old field; or, for a rolling\n"
    "alias or a data stream, name the field in `from_next_index:`, so that indices made from now on have the new definition and\n"
    "older ones keep theirs; or let a job rebuild the index (`rebuild: by-job`) and move the alias with `gamemodel swap`.",
)
FIXED_SETTING: Final = Code(
    "GM241",
    "a setting is fixed when an index is made",
    "The number of shards, the codec, the sort order and the analysis of an index cannot change while it lives. A rolling alias, a\n"
    "data stream and a rebuilt index get the new value with their next index; a single index needs a rebuild.",
)
KIND_CHANGED: Final = Code(
    "GM242",
    "the kind of an index cannot change in place",
    "A single index, a rolling alias, a data stream and a rebuilt alias cannot be turned into one another: the name of an index and\n"
    "of an alias exclude each other, and no request moves the documents. Give the new one another name beside the old one, feed\n"
    "both, move the readers, then drop the old one.",
)
LOOKALIKE: Final = Code(
    "GM243",
    "a field vanished and one like it appeared",
    "Nothing tells a rename from a removal and an addition. A mapped field cannot be renamed: documents hold the old name. List\n"
    "the name that vanished under `dropped:` to drop it, or keep it beside the new one until every document has the new one.",
)
LIVE_DIFFERS: Final = Code(
    "GM244",
    "a live index or alias is not what its model says",
    "Somebody changed the mapping or settings of an index, an alias, or made an index under a pattern of this store. Take it back by\n"
    "hand, or declare it in the model. A field that a live index has cannot be taken away; only a new index lacks it.",
)
RENAMED: Final = Code(
    "GM245",
    "a mapped field cannot be renamed",
    "Documents hold the old name, and an index has no request that renames a field. Keep the old field and add the new one beside it;\n"
    "write both, or rebuild the index by a job; then drop the old one. A rebuilt index (`rebuild: by-job`) takes a rename with its\n"
    "next copy.",
)
RETIRED_FIELD: Final = Code(
    "GM246",
    "older indices still have this field with another definition",
    "A field that was dropped from the model stays in the indices that had it. Bring it back with the definition it had, or choose\n"
    "another name, or name it in `from_next_index:`.",
)
UNSERVED: Final = Code(
    "GM340",
    "a search query is not served by the index",
    "`filter` and `by` need fields that are matched exactly (keyword, numbers, dates, boolean, ip), `range` a number or date,\n"
    "`match` an analysed text, `order` a field with doc values. A field that is not copied or has `index: false` serves nothing.\n"
    "Copy the field, index it, or give it a part: `types: {name: {type: text, fields: {raw: keyword}}}`.",
)
PURPOSELESS: Final = Code(
    "GM341",
    "an index serves no query",
    "Every index serves a query or says why it exists: write a query with this store, or `purpose:` in the block.",
)
BAD_NAME: Final = Code(
    "GM342",
    "a name that the server does not accept",
    'Names of indices, aliases and streams are in small letters, at most 255 bytes, without blanks and \\ / * ? " < > | , # :, and do\n'
    "not begin with - _ or +. A rolling alias needs names that end in -000001.",
)
TOO_MANY_FIELDS: Final = Code(
    "GM343",
    "more fields than an index may map",
    "An index maps at most `index.mapping.total_fields.limit` fields (1000), objects and parts included; a document that would add\n"
    "more is refused. Copy fewer fields, use an open map, or raise `settings: {total_fields: …}`.",
)
LOSSY: Final = Code(
    "GM344",
    "the representation loses values",
    "A copy may be wider than its field but must hold every value exactly: int64 does not fit integer, a decimal is not a float, a\n"
    "time has milliseconds. Choose a wider type, or waive it with a reason.",
)
BAD_REPRESENTATION: Final = Code(
    "GM345",
    "a mapping type or parameter that the server does not accept",
    "`types:` gives a field another mapping type or parameters, under the server's names. The server refuses a template with an unknown\n"
    "one as a whole, so `check` reports it first.",
)
OVERLAPPING: Final = Code(
    "GM346",
    "two index templates match the same names with one priority",
    "A server refuses the second of two templates that can match the same name at the same priority. Change a name, or `priority:`.",
)
NO_INDEX: Final = Code(
    "GM347",
    "a search block needs an index or a stream",
    "`index: NAME` with `rollover:` (a rolling alias), with `rebuild: by-job` (copies that a job fills), or alone (a single index); or\n"
    "`stream: NAME` (a data stream).",
)
SHARED_NAME: Final = Code(
    "GM348",
    "two entities use one index",
    "Each entity has an index of its own: fields of two entities in one mapping change together and cannot be retired apart.",
)
LONG_KEYWORD: Final = Code(
    "GM349",
    "a keyword that may be longer than the index accepts",
    "A term of more than 32766 bytes makes the server refuse the whole document. Limit the field's length, set `ignore_above`, or do\n"
    "not index it.",
)
UNKNOWN_PART: Final = Code(
    "GM350",
    "a component template that the store does not declare",
    "`components:` names component templates of the store in topology.yaml, which come before what the block itself says.\n"
    "A server refuses an index template that names one which does not exist.",
)
OPEN_DYNAMIC: Final = Code(
    "GM351",
    "unknown fields are mapped as they come",
    "`dynamic: true` lets any document add fields to every index for good, with types guessed from the first value. Keep\n"
    '`dynamic: "false"` and put what is open into one map field, or say how with `dynamic_templates:`.',
)
STREAM_FIELD: Final = Code(
    "GM352",
    "a data stream needs a timestamp",
    "Each document of a data stream has a date that says when it happened: `timestamp: FIELD` names it, and the field must be copied\n"
    "and required.",
)
NOTHING_DELETES: Final = Code(
    "GM540",
    "nothing deletes what the retention limits",
    "The retention of this store ends, but a single index or a rebuilt copy has no lifecycle that deletes. Use `rollover:` or\n"
    "`stream:`, whose indices are deleted whole, or let the job leave old rows out and say `retention: forever`.",
)
GRACE_TOO_SHORT: Final = Code(
    "GM541",
    "the grace is shorter than the rollover",
    "A lifecycle deletes whole indices and counts from rollover, so a document lives up to `rollover.age` longer than the retention.\n"
    "`grace:` must allow that; a rollover without `age:` has no bound at all.",
)
LATE_PHASE: Final = Code(
    "GM542",
    "a phase begins after the index is deleted",
    "The retention deletes the index before the phase begins. Shorten `after:`, or leave the phase out.",
)
LIFECYCLE_UNTRANSLATABLE: Final = Code(
    "GM640",
    "the flavour cannot express the lifecycle",
    "OpenSearch (ISM) and Elasticsearch (ILM) do not have the same actions. An action without an exact counterpart is refused, never dropped.",
)
NO_LIFECYCLE_HERE: Final = Code(
    "GM641",
    "this server runs no lifecycles",
    "The Index State Management plug-in (or ILM) is missing, so policies cannot be put and nothing is rolled over or deleted. Install\n"
    "it, or set `lifecycle: not-applied` in the environment: everything else is applied and the lifecycle is planned again\n"
    "once the server can.",
)
FLAVOUR_TYPE: Final = Code(
    "GM642",
    "the flavour has no such type or setting",
    "flat_object is OpenSearch's, flattened is Elasticsearch's; likewise knn_vector and dense_vector. Leave the choice to the type\n"
    "table, or declare another flavour.",
)
STREAM_TIMESTAMP: Final = Code(
    "GM643",
    "the flavour names the timestamp of a stream itself",
    "Elasticsearch takes only a field called @timestamp. Use a rolling alias there, or OpenSearch.",
)
TOO_LONG_VECTOR: Final = Code(
    "GM644",
    "a vector longer than the flavour accepts",
    "OpenSearch indexes vectors of at most 16000 dimensions, Elasticsearch 4096. Reduce the dimensions, or store the vector elsewhere and\n"
    "search it there.",
)
SHARD_SIZE: Final = Code(
    "GM740",
    "shards are far from their useful size",
    "A shard of 10 to 50 GB searches and recovers well; many small ones cost heap on every node, a large one is slow to move.\n"
    "The estimate is rows times the average size of the copied fields, over shards (and indices, where they roll over).",
    Severity.NOTE,
)
SHADOWED: Final = Code(
    "GM252",
    "another template hides one of this store's",
    "A template of somebody else matches the same names with a higher priority, so new indices are made from it. Ask its owner to\n"
    "narrow its pattern, or raise `priority:`.",
)

UNPROVEN: Final = Code(
    "GM353",
    "not known whether the server accepts it",
    "A setting, an analyser or a pattern lies outside of the grammar that gamemodel checks against recorded answers of a real server. It may\n"
    "be right; the server decides when the template is put, and refuses it whole if it is not.",
    Severity.WARNING,
)
WRONG_FLAVOUR: Final = Code(
    "GM645",
    "the server is not of the declared flavour",
    "The model is checked and written for a flavour; a server of another make or an older version may refuse what only that one has.\n"
    "Declare the flavour of the environment's server, or upgrade it.",
)
CLUSTER_STATE: Final = Code(
    "GM253",
    "the cluster takes no changes",
    "A block (`cluster.blocks.read_only`, often set when disks are full) or missing primary shards keep changes from being made.\n"
    "Lift the block, or repair the cluster, then run the command again.",
)
STALE_NAME: Final = Code(
    "GM254",
    "documents that exist hold the old name of an enum's value",
    "A search index stores the names of an enum's values, so that people can search for them. After a rename, new documents have the\n"
    "new name and older ones the old. Rebuild the index, or update the documents by query, before readers ask for the new name.",
    Severity.WARNING,
)

CODES: Final = tuple(each for each in tuple(globals().values()) if isinstance(each, Code))
